import FoundationEssentials
import Logging
import Metrics
import ModesCore
import ServiceLifecycle
import Threads

/// Takes up changed mode files while the service runs: looks every second, and at once on SIGHUP.
///
/// Files are read as a whole and compared with what they held, so that it doesn't matter how they were replaced. A change is
/// taken up once it has lasted from one look to the next, so that a file that is being written isn't read half.
actor ModeWatch: Service {
    static let interval = Duration.seconds(1)

    private let folder: ModeFolder
    private let changed: @Sendable (ModeCatalogue) async -> Void
    private let logger: Logger
    private let files = BlockingThreads(name: "mode-files", count: 1, queueLimit: 4)
    private let refused = Gauge(label: "muster_queue_mode_faults")
    private let changes = Counter(label: "muster_queue_mode_changes_total")
    private var shelf: ModeShelf
    /// What the last look has seen, and the last one that was taken up.
    private var seen: [String: Data]
    private var taken: [String: Data]
    /// Why the folder couldn't be read the last time.
    private var trouble: String?

    /// - Parameter changed: called with the modes whenever they are others than before.
    init(
        _ folder: ModeFolder, shelf: ModeShelf, contents: [String: Data], logger: Logger,
        changed: @escaping @Sendable (ModeCatalogue) async -> Void
    ) {
        self.folder = folder
        self.shelf = shelf
        self.logger = logger
        self.changed = changed
        seen = contents
        taken = contents
    }

    func run() async throws {
        let signals = try await UnixSignals.install([.sighup])
        refused.record(0)
        do {
            try await cancelWhenGracefulShutdown {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { for await _ in signals.arrivals { await self.look(atOnce: true) } }
                    group.addTask {
                        while true {
                            try await Task.sleep(for: Self.interval)
                            await self.look(atOnce: false)
                        }
                    }
                    try await group.waitForAll()
                }
            }
        } catch is CancellationError where Task.isShuttingDownGracefully {}
    }

    /// - Parameter atOnce: somebody says that the files are as they should be.
    func look(atOnce: Bool) async {
        do {
            let folder = folder
            let now = try await files.run { try folder.contents() }
            let isSettled = atOnce || now == seen
            seen = now
            trouble = nil
            if isSettled, atOnce || now != taken { await take(now) }
        } catch {
            let text = "\(error)"
            if text != trouble { complain([text]) }
            trouble = text
        }
    }

    private func take(_ contents: [String: Data]) async {
        taken = contents
        let finding = shelf.take(contents)
        if !finding.faults.isEmpty { complain(finding.faults) } else { refused.record(0) }
        guard finding.isNews else { return }
        changes.increment()
        let names = shelf.catalogue.names.joined(separator: ", ")
        logger.notice("the modes have changed", metadata: ["modes": "\(names)"])
        await changed(shelf.catalogue)
    }

    private func complain(_ faults: [String]) {
        refused.record(faults.count)
        for fault in faults {
            logger.error("a mode file isn't taken up, the mode stays as it was", metadata: ["fault": "\(fault)"])
        }
    }
}
