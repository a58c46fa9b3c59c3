"""An executor that runs task bundles at once, in this process."""

from concurrent.futures import Executor, Future

from clipanim.engine.workers.bundle_worker import run_bundle


class InProcessExecutor(Executor):
    """Runs bundles at once, in this process, and keeps them and their answers."""

    def __init__(self):
        self.bundles, self.answers = [], []

    def submit(self, function, bundle):
        future = Future()
        self.bundles.append(bundle)
        try:
            self.answers.append(run_bundle(bundle))
            future.set_result(self.answers[-1])
        except Exception as error:
            future.set_exception(error)
        return future
