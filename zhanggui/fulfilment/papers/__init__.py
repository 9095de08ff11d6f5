"""The three papers of a batch: outbound slip, parcel label, daily report."""
