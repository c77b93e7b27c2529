import AMQP
import Contracts
import Foundation
import Testing

@testable import Messaging

@Suite struct RequestLaneTests {
    private func waiting(
        _ number: Int, deadline: Duration = .seconds(10),
        _ continuation: CheckedContinuation<Result<Data, RPCError>, Never>? = nil
    ) -> RequestLane.Waiting {
        RequestLane.Waiting(
            type: "t.v1", body: Data("\(number)".utf8), deadline: .now + deadline, continuation: continuation)
    }

    /// The bodies of the requests in a message.
    private func bodies(_ request: OutgoingRequest?) -> [String] {
        let elements = request.flatMap { JSONSlices.elements(of: $0.message.body) } ?? []
        return elements.compactMap { RequestEnvelope(json: $0).map { String(decoding: $0.body, as: UTF8.self) } }
    }

    private func reply(_ values: [Int]) -> Message {
        Message(body: JSONArray.of(values) { ReplyEnvelope.reply(Data("\($0)".utf8)).append(to: &$1) })
    }

    @Test("only the first into an empty lane announces it; what gathers goes into one message, in order")
    func gathering() {
        let lane = RequestLane(exchange: "", routingKey: "q")
        #expect(lane.append(waiting(1)))
        #expect(!lane.append(waiting(2)))
        #expect(!lane.append(waiting(3)))
        #expect(bodies(lane.nextRequest()) == ["1", "2", "3"])
        #expect(lane.nextRequest() == nil)
        #expect(lane.append(waiting(4)))
    }

    @Test("a message holds no more than its limit")
    func limit() {
        let lane = RequestLane(exchange: "", routingKey: "q")
        for number in 0..<(RequestLane.mostRequests + 1) { _ = lane.append(waiting(number)) }
        #expect(bodies(lane.nextRequest()).count == RequestLane.mostRequests)
        #expect(bodies(lane.nextRequest()) == ["\(RequestLane.mostRequests)"])
    }

    @Test("the message lives as long as its last request, and is looked at when the first one's time is over")
    func deadlines() throws {
        let lane = RequestLane(exchange: "", routingKey: "q")
        _ = lane.append(waiting(1, deadline: .seconds(9)))
        _ = lane.append(waiting(2, deadline: .seconds(2)))
        let request = try #require(lane.nextRequest())
        let now = ContinuousClock.now
        #expect(request.deadline < now + .seconds(3))
        #expect(try #require(request.expiry) > now + .seconds(8))
        #expect(request.laterDeadline != nil)
    }

    @Test("each gets its own part of the reply") func parts() async {
        let lane = RequestLane(exchange: "", routingKey: "q")
        let results = await withTaskGroup(of: (Int, Result<Data, RPCError>).self) { group in
            for number in 0..<3 {
                group.addTask {
                    let result = await withCheckedContinuation { continuation in
                        if lane.append(waiting(number, continuation)), number > 2 { Issue.record("never") }
                    }
                    return (number, result)
                }
            }
            var outstanding: [String] = []
            while outstanding.count < 3 {
                await Task.yield()
                guard let request = lane.nextRequest() else { continue }
                let numbers = bodies(request)
                outstanding += numbers
                _ = request.completion(.success(reply(numbers.compactMap { Int($0) }.map { $0 * 10 })))
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        for number in 0..<3 {
            #expect(results[number] == .success(Data(#"{"reply":\#(number * 10)}"#.utf8)))
        }
    }

    @Test("a reply with another number of parts fails all, since nobody knows whose is missing") func mismatch() async {
        let result = await withCheckedContinuation { continuation in
            let pending = PendingReplies([waiting(1, continuation), waiting(2)])
            #expect(pending.answered(.success(reply([1]))))
        }
        #expect(result == .failure(.failed("a reply that doesn't fit the request")))
    }

    @Test("parts may come in several messages, null standing for those still to come") func piecemeal() async {
        let result = await withCheckedContinuation { continuation in
            let pending = PendingReplies([waiting(1), waiting(2, continuation), waiting(3)])
            let parts = [#"[null,{"reply":20},null]"#, #"[{"reply":10},null,{"reply":30}]"#]
            let done = parts.map { pending.answered(.success(Message(body: Data($0.utf8)))) }
            #expect(done == [false, true])
        }
        #expect(result == .success(Data(#"{"reply":20}"#.utf8)))
    }

    @Test("whoever's time is over stops waiting, the others go on") func expiry() async {
        let now = ContinuousClock.now
        let result = await withCheckedContinuation { continuation in
            let pending = PendingReplies([
                waiting(1, deadline: .seconds(1), continuation), waiting(2, deadline: .seconds(5)),
            ])
            let next = pending.expire(at: now + .seconds(2))
            #expect(next.map { $0 > now + .seconds(4) } == true)
            #expect(pending.expire(at: now + .seconds(6)) == nil)
        }
        #expect(result == .failure(.deadline))
    }

    @Test("what went wrong with the message is told in the words of requests")
    func errors() {
        let known: [(AMQPError.Code, RPCError)] = [(.timeout, .deadline), (.connectionLost, .deadline)]
        for (code, error) in known { #expect(RPCError(AMQPError(code, "")) == error) }
        for code in [AMQPError.Code.unroutable, .unavailable, .blocked, .closed] {
            guard case .unavailable = RPCError(AMQPError(code, "")) else {
                Issue.record("\(code) is not told as unavailable")
                continue
            }
        }
    }
}
