"""Values: exact, validated where they enter, and knowing nothing else of ours."""
