"""What was found, as text: formatters take records, return a string and do no input or output."""
