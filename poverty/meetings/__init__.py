"""Community meetings (musyawarah kelurahan)."""
