"""What people see: domain values in, blocks out; no I/O."""
