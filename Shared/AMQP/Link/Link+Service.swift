import ServiceLifecycle

extension Link {
    /// Runs until the surrounding service group shuts down (then drains) or the task is cancelled (then ends at once).
    func runUntilShutdown() async {
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await run()
            } onGracefulShutdown: {
                self.stop()
            }
        } onCancel: {
            stop(immediately: true)
        }
    }
}
