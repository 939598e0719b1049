"""The simulated portal: both dialects over one state."""
