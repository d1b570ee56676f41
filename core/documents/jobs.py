"""What the worker does for documents."""

from procrastinate.contrib.django import app

from core.documents.orphans import remove_orphans


@app.periodic(cron="20 2 * * *")
@app.task(queueing_lock="remove_document_orphans")
def sweep(timestamp: int):
    """Every night: files of documents that were never issued."""
    remove_orphans()
