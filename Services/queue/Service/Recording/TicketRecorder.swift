import FoundationEssentials
import Glibc
import Logging
import MatchmakerCore
import Metrics
import ServiceLifecycle
import Threads

/// Writes the tickets that leave the queue to a file, for `muster simulate`.
///
/// Shards hand them over and go on: encoding and writing happen on a thread beside them, and what that thread can't keep up
/// with is left out and counted. The file is `<instance>.jsonl`; when it is full it becomes `<instance>.1.jsonl` in the place
/// of the one before, so that both together bound what is used of the disk.
final class TicketRecorder: Service {
    /// Handed over and not written yet, in steps of shards.
    static let waitingLimit = 4096

    private let file: TicketFile
    private let logger: Logger
    private let threads = BlockingThreads(name: "ticket-recorder", count: 1, queueLimit: 4)
    private let steps: AsyncStream<[RecordedTicket]>
    private let handOver: AsyncStream<[RecordedTicket]>.Continuation
    private let written = Counter(label: "muster_queue_tickets_recorded_total")
    private let lost = Counter(label: "muster_queue_tickets_unrecorded_total")

    /// - Parameters:
    ///   - folder: is made if it isn't there.
    ///   - instance: names the file, since replicas may share a folder.
    ///   - megabytes: how large the file may become.
    init(folder: String, instance: String, megabytes: Int, logger: Logger) {
        file = TicketFile(folder: folder, name: instance, limit: megabytes * 1_000_000)
        self.logger = logger
        (steps, handOver) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.waitingLimit))
    }

    /// Takes tickets to be written. Returns at once.
    func record(_ tickets: [RecordedTicket]) {
        switch handOver.yield(tickets) {
        case .enqueued: break
        case .dropped, .terminated: lost.increment(by: tickets.count)
        @unknown default: break
        }
    }

    func run() async throws {
        await withGracefulShutdownHandler {
            for await tickets in steps { await write(tickets) }
        } onGracefulShutdown: {
            self.handOver.finish()
        }
    }

    private func write(_ tickets: [RecordedTicket]) async {
        do {
            let file = file
            try await threads.run { try file.append(tickets) }
            written.increment(by: tickets.count)
        } catch {
            lost.increment(by: tickets.count)
            logger.warning("tickets can't be recorded", metadata: ["error": "\(error)"])
        }
    }
}
