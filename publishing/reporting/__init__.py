"""What is read by the public and by programs: plain data, from what is published alone."""
