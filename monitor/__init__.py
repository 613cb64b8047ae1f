"""licensewatch: watches the licences of AI models and says what changed and what it means."""

__version__ = "0.1.0"
