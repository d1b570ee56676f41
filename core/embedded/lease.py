"""Who still needs the server: the last one to leave stops it."""

import fcntl

from core.embedded.cluster import Cluster
from core.local_files import make_folder, open_lock


class Lease:
    """Holding one keeps the server running. The system itself ends the lease of a process that was killed."""

    def __init__(self, cluster: Cluster):
        self.cluster = cluster
        make_folder(cluster.home, mode=0o711)
        self._handle = open_lock(cluster.home / "users")
        fcntl.flock(self._handle, fcntl.LOCK_SH)
        try:
            cluster.start()
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Give the lease back; stops the server if nobody else holds one and it was not started by hand."""
        self._handle.close()
        stop_if_idle(self.cluster)


def stop_if_idle(cluster: Cluster) -> None:
    """Stop the server if nobody holds a lease on it and it was not started by hand."""
    if cluster.home.is_dir():
        with open_lock(cluster.home / "users") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            cluster.stop_unless_kept()
