import Foundation
import Simulation
import Testing

@Suite struct FaultSimulationTests {
    /// `MUSTER_SIMULATION_FIRST_SEED` and `MUSTER_SIMULATION_SEEDS` choose others: a seed that failed, or many more.
    private static func setting(_ name: String, default fallback: UInt64) -> UInt64 {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) } ?? fallback
    }

    private static let firstSeed = setting("MUSTER_SIMULATION_FIRST_SEED", default: 1)
    private static let seeds = setting("MUSTER_SIMULATION_SEEDS", default: 200)
    private static let parts: UInt64 = 8

    @Test("whatever breaks, nothing happens that must not, and everything comes right", arguments: 0..<parts)
    func holds(part: UInt64) throws {
        for number in stride(from: part, to: Self.seeds, by: UInt64.Stride(Self.parts)) {
            var simulation = FaultSimulation(seed: Self.firstSeed + number)
            let report = try simulation.run()
            #expect(report.matchesPlayed > 0 && report.peersMet > 0 && report.peersParted > 0)
        }
    }

    @Test("a mistake in shell or database is found", arguments: Defect.allCases)
    func finds(defect: Defect) {
        #expect(Self.finding(FaultPlan(defect: defect)) != nil, "\(defect) goes unnoticed")
    }

    @Test(
        "the mistakes that touch peers are found by what peers notice alone",
        arguments: [
            (
                Defect.noEpochCheck,
                ["two pairs", "come back", "in the queue", "never was", "again", "another host", "one joining made"]
            ),
            (
                .loadWithoutLock,
                ["two pairs", "come back", "in the queue", "never was", "again", "another host", "one joining made"]
            ),
            (.noCommandIDs, ["one joining made"]),
            (.matchersWrittenOnce, ["were found bad and are a pair again"]),
            (.pairsNotDeleted, ["is in two pairs", "in the queue"]),
        ])
    func findsByPeers(defect: Defect, words: [String]) throws {
        var plan = FaultPlan(defect: defect)
        (plan.players, plan.servers) = (0, 0)
        let violation = try #require(Self.finding(plan), "\(defect) goes unnoticed")
        #expect(words.contains { violation.what.contains($0) }, "\(violation)")
    }

    /// The first violation of some seeds.
    private static func finding(_ plan: FaultPlan) -> Violation? {
        for seed in 1...400 as ClosedRange<UInt64> {
            var simulation = FaultSimulation(seed: seed, plan: plan)
            do throws(Violation) { _ = try simulation.run() } catch { return error }
        }
        return nil
    }

    @Test("a seed's play is the same in every process, byte for byte")
    func sameInEveryProcess() async throws {
        var outputs: [[UInt8]] = []
        for _ in 0..<2 {
            let result = try await #require(processExitsWith: .success, observing: [\.standardOutputContent]) {
                for seed in 1...5 as ClosedRange<UInt64> {
                    var simulation = FaultSimulation(seed: seed)
                    print("simulated", try simulation.run())
                }
                exit(EXIT_SUCCESS)
            }
            outputs.append(result.standardOutputContent)
        }
        let lines = outputs.map { bytes in
            String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { $0.hasPrefix("simulated") }
        }
        #expect(lines[0].count == 5)
        #expect(lines[0] == lines[1])
    }
}
