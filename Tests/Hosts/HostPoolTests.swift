import Contracts
import HostPoolCore
import Testing

@Suite("The pool of hosts")
struct HostPoolTests {
    private var pool = HostPool()

    private func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: 1_795_000_000_000 + seconds * 1000) }

    private mutating func beat(_ host: String, _ seconds: Int64, status: HostStatus? = nil, capacity: Int? = nil) {
        pool.heartbeat(.sample(host, status: status, capacity: capacity), at: at(seconds))
    }

    private mutating func find(_ seconds: Int64, region: String? = nil) -> String? {
        pool.find(region: region, at: at(seconds)) { $0.lowerBound }?.hostID.rawValue
    }

    private func host(_ seconds: Int64) throws -> HostSummary { try #require(pool.hosts(at: at(seconds)).first) }

    @Test("A new host gets the usual values, and keeps later what a heartbeat leaves out")
    mutating func defaults() throws {
        beat("a", 0)
        let new = try host(0)
        #expect(new.status == .idle)
        #expect(new.region == "local")
        #expect(new.capacity == 1)
        #expect(new.publicIP == "192.0.2.1")
        #expect(new.gameInfo == GameInfo(name: "Desktop Session", specs: "Generic Host"))
        pool.heartbeat(
            HeartbeatHost(
                hostID: HostID("a"), roomID: "r2", region: "eu", status: nil, capacity: 3, publicIP: "198.51.100.7",
                gameInfo: GameInfo(name: "g", specs: "s"), address: "192.0.2.9"), at: at(5))
        beat("a", 10)
        let kept = try host(10)
        #expect(kept.region == "eu")
        #expect(kept.capacity == 3)
        #expect(kept.publicIP == "198.51.100.7")
        #expect(kept.gameInfo.name == "g")
        #expect(kept.roomID == "room-a")
        #expect(kept.lastHeartbeat == at(10))
    }

    @Test("A host is alive for 30 seconds after a heartbeat, and new after that")
    mutating func lifetime() {
        beat("a", 0, capacity: 4)
        #expect(pool.hosts(at: at(29)).count == 1)
        #expect(pool.hosts(at: at(30)).isEmpty)
        #expect(find(30) == nil)
        #expect(pool.setStatus(HostID("a"), .busy, at: at(30)) == false)
        beat("a", 31)
        #expect(pool.hosts(at: at(31)).first?.capacity == 1)
    }

    @Test("A claim holds its slot for 20 seconds, whatever a heartbeat says")
    mutating func reservation() {
        beat("a", 0)
        #expect(find(0) == "a")
        beat("a", 10, status: .idle)
        #expect(find(19) == nil)
        #expect(find(20) == "a")
    }

    @Test("Busy turns the claim into a session, which only idle ends, not a heartbeat and not the key's expiry")
    mutating func session() throws {
        beat("a", 0)
        _ = find(0)
        #expect(pool.setStatus(HostID("a"), .busy, at: at(5)) == true)
        #expect(try host(5).sessions == 1)
        #expect(try host(5).reservations == 0)
        beat("a", 20, status: .idle)
        #expect(try host(20).status == .busy)
        beat("a", 70)
        #expect(try host(70).status == .busy)
        #expect(find(70) == nil)
        #expect(pool.setStatus(HostID("a"), .idle, at: at(80)) == true)
        #expect(find(80) == "a")
    }

    @Test("A session ends by itself 120 seconds after the last heartbeat")
    mutating func silence() throws {
        beat("a", 0, status: .busy)
        beat("a", 119)
        #expect(try host(119).sessions == 1)
        beat("a", 239)
        #expect(try host(239).sessions == 0)
        #expect(find(239) == "a")
    }

    @Test("Each busy takes one slot, never more than there are; idle frees all")
    mutating func capacity() throws {
        beat("a", 0, capacity: 2)
        #expect(find(0) == "a")
        #expect(find(0) == "a")
        #expect(find(0) == nil)
        for sessions in [1, 2, 2] {
            _ = pool.setStatus(HostID("a"), .busy, at: at(1))
            #expect(try host(1).sessions == sessions)
        }
        beat("a", 2, status: .busy)
        #expect(try host(2).sessions == 2)
        #expect(find(2) == nil)
        _ = pool.setStatus(HostID("a"), .idle, at: at(3))
        #expect(try host(3).sessions == 0)
        #expect(find(3) == "a")
        #expect(find(3) == "a")
    }

    @Test("A capacity that is lowered below what is in use leaves that alone and offers nothing")
    mutating func lowered() throws {
        beat("a", 0, capacity: 3)
        for _ in 0..<2 { _ = pool.setStatus(HostID("a"), .busy, at: at(0)) }
        beat("a", 1, capacity: 1)
        #expect(try host(1).sessions == 2)
        #expect(find(1) == nil)
    }

    @Test("A region is a filter, and nothing is every region")
    mutating func regions() {
        pool.heartbeat(.sample("a", region: "eu"), at: at(0))
        pool.heartbeat(.sample("b", region: "us"), at: at(0))
        #expect(find(0, region: "us") == "b")
        #expect(find(0, region: "us") == nil)
        #expect(find(0, region: "asia") == nil)
        #expect(find(0) == "a")
    }

    @Test("Candidates are the same list for everybody, and the choice among them is the caller's")
    mutating func choice() {
        for host in ["c", "a", "b"] { beat(host, 0) }
        #expect(pool.candidates(region: nil, at: at(0)).map(\.rawValue) == ["a", "b", "c"])
        #expect(pool.find(region: nil, at: at(0)) { $0.last ?? 0 }?.hostID == HostID("c"))
    }

    @Test("A pool that was emptied offers nothing for 20 seconds")
    mutating func emptied() {
        beat("a", 0)
        pool.emptied(at: at(1))
        beat("a", 2)
        #expect(find(20) == nil)
        #expect(find(21) == "a")
    }
}
