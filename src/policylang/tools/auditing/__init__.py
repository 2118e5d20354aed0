"""What `policylang audit` reads and writes beside the policy and its report."""
