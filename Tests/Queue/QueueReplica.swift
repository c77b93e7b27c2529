import Foundation
import Logging
import ServiceKit
import ServiceLifecycle
import TestKit

@testable import QueueService

/// `muster-queue` as it runs in production, within the test's process.
struct QueueReplica: Sendable {
    let group: ServiceGroup
    let readiness: Readiness

    init(_ name: String, _ stage: QueueStage) async throws {
        let readiness = Readiness()
        let logger = Logger(label: "muster.tests")
        let context = ProgramContext(
            service: "queue", instance: name,
            settings: try SettingValues(QueueSettings.all, environment: stage.environment), logger: logger,
            readiness: readiness)
        group = ServiceGroup(services: try await QueueProgram.services(context), logger: logger)
        readiness.started()
        self.readiness = readiness
    }

    /// Stops as on SIGTERM. Returns at once; the group's `run()` ends when it has drained.
    func stop() async { await group.triggerGracefulShutdown() }
}

/// `muster-queue` as a process of its own, which can be killed and frozen.
struct QueueProcess: Sendable {
    let name: String
    let process: ServerProcess

    init(_ name: String, _ stage: QueueStage) throws {
        let folder = URL(filePath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            .deletingLastPathComponent()
        let settings = stage.environment.merging(["MUSTER_INSTANCE": name, "MUSTER_ADMIN_PORT": "0"]) { $1 }
        process = try ServerProcess(
            "/usr/bin/env",
            settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
                + [folder.appending(path: "muster-queue").path],
            log: stage.modes.appending(path: "\(name).log"))
        self.name = name
    }
}
