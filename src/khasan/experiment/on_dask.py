"""Parts worked on a Dask cluster: an existing scheduler at any address, or one of this machine's own."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from khasan.errors import RunError
from khasan.experiment.backends import LOOK_S, TASKS_A_WORKER, Stop
from khasan.experiment.extras import need
from khasan.experiment.worker import identity, strangeness

TaskT = TypeVar("TaskT")
AnswerT = TypeVar("AnswerT")

CONNECT_S = 10.0
"""So long one attempt to reach the scheduler takes."""


class Dask:
    """A Dask cluster. A worker that dies is Dask's affair; a scheduler that goes away is waited for."""

    name = "dask"

    def __init__(self, scheduler: str | None, workers: int, *, patience_s: float = 60.0) -> None:
        self._distributed = need("distributed", "the backend dask")
        self._address = scheduler
        self._patience_s = patience_s
        self._cluster: Any = None
        self._client: Any = None
        if scheduler is None:
            self._cluster = self._distributed.LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
            )
            self._address = self._cluster.scheduler_address
        try:
            self._connect(min(patience_s, CONNECT_S))
        except BaseException:
            self.close()
            raise
        client: Any = self._client
        self.workers = max(1, sum(client.nthreads().values())) if scheduler else workers

    def work(self, do: Callable[[TaskT], AnswerT], tasks: Iterable[TaskT], stop: Stop) -> Iterator[AnswerT]:
        """See :class:`khasan.experiment.backends.Backend`."""
        left = iter(tasks)
        begun: dict[Any, TaskT] = {}
        exhausted = False
        try:
            while True:
                while not exhausted and len(begun) < TASKS_A_WORKER * self.workers and not stop():
                    task = next(left, None)
                    if task is None:
                        exhausted = True
                        break
                    begun[self._submit(do, task)] = task
                if not begun:
                    return
                if self._lost():
                    begun = self._again(do, begun)
                    continue
                for future in [one for one in begun if one.done()]:
                    if future.status == "finished":
                        answer = self._result(future)
                        if answer is not _GONE:
                            del begun[future]
                            yield answer
                    elif future.status == "error":
                        raise self._failure(future)
                    else:  # cancelled or lost: the scheduler has forgotten it
                        begun = self._again(do, begun)
                        break
                else:
                    time.sleep(LOOK_S / 25)
        finally:
            with contextlib.suppress(Exception):
                for future in begun:
                    future.cancel()

    def check_workers(self, *, any_processor: bool) -> dict[str, str]:
        """Each worker's class of processor. RunError naming the workers that may not take part."""
        told = self._client.run(identity, on_error="return")
        asked = identity()
        odd = []
        for worker, mine in told.items():
            why = (
                strangeness(mine, asked, any_processor=any_processor)
                if isinstance(mine, dict)
                else f"it has no khasan that can do this ({type(mine).__name__}: {mine})"
            )
            if why:
                odd.append(f"worker {worker}: {why}")
        if odd:
            raise RunError("refused: " + "; ".join(odd) + ". Install the same versions there, or stop those workers")
        return {worker: mine["processor"] for worker, mine in told.items()}

    def close(self) -> None:
        """Leave the scheduler; a cluster of our own ends."""
        for one in (self._client, self._cluster):
            if one is not None:
                with contextlib.suppress(Exception):
                    one.close(timeout=5)
        self._client = self._cluster = None

    def _connect(self, seconds: float) -> None:
        try:
            self._client = self._distributed.Client(self._address, timeout=seconds, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            remedy = "start it, or give its address: --scheduler tcp://HOST:8786"
            raise RunError(f"no Dask scheduler answers at {self._address}: {remedy}") from error

    def _submit(self, do: Callable[[TaskT], AnswerT], task: TaskT) -> Any:
        return self._client.submit(do, task, pure=False, retries=0)

    def _lost(self) -> bool:
        return bool(self._client.status != "running")

    def _result(self, future: Any) -> Any:
        try:
            return future.result(timeout=CONNECT_S)
        except (OSError, TimeoutError, self._distributed.CancelledError):
            return _GONE

    def _failure(self, future: Any) -> BaseException:
        failure: BaseException = future.exception()
        if isinstance(failure, self._distributed.KilledWorker):
            return RunError(f"workers die of the same part again and again: {failure}")
        return failure

    def _again(self, do: Callable[[TaskT], AnswerT], begun: dict[Any, TaskT]) -> dict[Any, TaskT]:
        """Wait for the scheduler and hand the unanswered parts out anew; RunError when it stays away."""
        until = time.monotonic() + self._patience_s
        while True:
            with contextlib.suppress(Exception):
                self._client.close(timeout=2)
            try:
                self._connect(max(0.5, min(CONNECT_S, until - time.monotonic())))
            except RunError:
                if time.monotonic() >= until:
                    raise RunError(
                        f"the Dask scheduler at {self._address} went away and did not come back within "
                        f"{self._patience_s:.0f} s: what is finished is kept"
                    ) from None
                continue
            return {self._submit(do, task): task for task in begun.values()}


_GONE = object()
