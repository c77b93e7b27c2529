import Contracts
import Foundation
import TestKit
import Testing

/// Messages of every release in use are read and written without losing anything.
///
/// A new message, and one with new members, is recorded by `MUSTER_RECORD=1 swift test --filter GoldenTests`.
@Suite struct GoldenTests {
    private static let messages = RecordedFolder()
    private static let bodies = RecordedFolder("API")
    /// Members whose names are made by players, servers and modes.
    private static let maps: Set<String> = ["latencies", "ratings"]

    private static func sample(_ name: String) throws -> (RecordedFolder, RecordedSample) {
        if let sample = Samples.all.first(where: { $0.name == name }) { return (messages, sample) }
        return (bodies, try #require(Samples.bodies.first { $0.name == name }))
    }

    private static let names = (Samples.all + Samples.bodies).map(\.name)

    @Test(
        "What was recorded of a message is read and written as it was, and all its members are recorded",
        arguments: names)
    func recorded(name: String) throws {
        let (folder, sample) = try Self.sample(name)
        #expect(try folder.faults(of: sample) == [])
    }

    @Test("Members that are newer than the reader are ignored, wherever they are", arguments: names)
    func newMembers(name: String) throws {
        let (folder, sample) = try Self.sample(name)
        #expect(try folder.faultsWithNewMembers(of: sample, maps: Self.maps) == [])
    }

    @Test("Names that are newer than the reader are kept as they came, wherever they are", arguments: names)
    func newNames(name: String) throws {
        let (folder, sample) = try Self.sample(name)
        #expect(try folder.faultsWithNewNames(of: sample) == [])
    }

    @Test("Every member is set in some sample, so that all are recorded")
    func complete() {
        #expect(MemberSurvey(Samples.all + Samples.bodies).neverSet == [])
    }

    @Test("Every message and its reply is recorded, and nothing is that there is no message of")
    func allMessages() throws {
        let declared = try MessageDeclarations.inContracts()
        #expect(declared.count > 30)
        let wanted = Set(declared.flatMap { $0.isAnswered ? [$0.name, $0.name + ".reply"] : [$0.name] })
        let recorded = try Self.messages.names()
        #expect(wanted.subtracting(recorded) == [], "not recorded")
        #expect(recorded.subtracting(Samples.all.map(\.name)) == [], "recorded, but without a sample")
    }

    @Test("Every body of the HTTP interface is recorded, and nothing is that there is no body of")
    func allBodies() throws {
        let declared = try MessageDeclarations.bodiesOfAPI()
        #expect(declared.count > 20)
        let recorded = try Self.bodies.names()
        #expect(declared.subtracting(recorded) == [], "not recorded")
        #expect(recorded.subtracting(Samples.bodies.map(\.name)) == [], "recorded, but without a sample")
    }

    typealias Readable = Decodable & Sendable

    @Test(
        "A case that is newer than the reader can't be read where a choice is closed",
        arguments: [
            (ChangeMatch.self, #"{"commandID":"c","matchID":"m","serverUser":"p","change":{"paused":{"seconds":3}}}"#),
            (ClaimIdempotencyKey.Reply.self, #"{"postponed":{}}"#),
            (Outcome<Done>.self, #"{"postponed":{}}"#),
        ] as [(any Readable.Type, String)])
    func closed(type: any Readable.Type, json: String) {
        // Whoever gets such a request answers `unsupported`, see RPCTests and UnknownRequestTests.
        #expect(throws: DecodingError.self) { _ = try JSONDecoder().decode(type, from: Data(json.utf8)) }
    }

    @Test("A refusal for a reason that is newer than the reader is a refusal") func unknownRefusal() throws {
        let reply = Data(#"{"refused":{"code":"paused","detail":"the mode is paused"}}"#.utf8)
        let outcome = try JSONDecoder().decode(Outcome<Done>.self, from: reply)
        #expect(throws: Refusal(.init("paused"), "the mode is paused")) { try outcome.get() }
    }
}
