"""Why a finding can be believed: its replay through both engines, its file, and its check."""
