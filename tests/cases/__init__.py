"""Golden cases an author can read: policy, history, expected ledger and outcome."""
