"""What every output with a verdict says once."""

NOT_LEGAL_ADVICE = "Not legal advice; the quoted text governs."
