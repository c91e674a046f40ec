"""What is read of indicators: plain data, the same for page, paper and file."""
