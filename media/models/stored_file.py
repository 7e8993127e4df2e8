"""The bytes of the originals, kept in the database in pieces, under the hash of what they are."""

from django.db import models


class StoredFile(models.Model):
    """One file, named by the SHA-256 of its bytes and the ending of its format: `3f9a….jpg`."""

    name = models.CharField(max_length=80, primary_key=True)
    size = models.BigIntegerField(help_text="in bytes")
    created_at = models.DateTimeField(auto_now_add=True)  # renewed when the same bytes are saved again

    def __str__(self) -> str:
        return self.name


class StoredChunk(models.Model):
    """A piece of a file, so that no reader and no writer needs to hold all of it in memory."""

    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="chunks")
    position = models.IntegerField(help_text="where in the file it begins, in bytes")
    data = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "position"], name="a_file_has_one_chunk_at_each_position")
        ]

    def __str__(self) -> str:
        return f"{self.file_id} from {self.position}"
