"""What is done with deliveries: each part of what people see takes its own verbs, presses, forms and the rest."""
