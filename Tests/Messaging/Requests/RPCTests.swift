import AMQP
import Contracts
import Foundation
import Logging
import Messaging
import ServiceLifecycle
import TestKit
import Testing
import Threads
import Tracing

/// Gives back what it was sent.
private struct Echo: ServiceRequest {
    typealias Reply = Echo
    static let service = ServiceName.hosts
    static let name = "test.echo.v1"
    var text: String
}

/// A request that the server doesn't know.
private struct Novelty: ServiceRequest {
    typealias Reply = Done
    static let service = ServiceName.hosts
    static let name = "test.novelty.v1"
}

/// The server makes it wait for ever, or fail.
private struct Trouble: ServiceRequest {
    enum Kind: String, Codable { case silence, moved, fault }
    typealias Reply = Done
    static let service = ServiceName.hosts
    static let name = "test.trouble.v1"
    var kind: Kind
}

/// The same name as `Echo`, with a body that can't be read as one.
private struct BrokenEcho: ServiceRequest {
    typealias Reply = Echo
    static let service = ServiceName.hosts
    static let name = "test.echo.v1"
    var number: Int
}

private struct Fault: Error {}

@Suite("RPC, live", .enabled(if: LiveServers.wanted)) struct RPCTests {
    private static func handlers() -> RPCHandlers {
        var handlers = RPCHandlers()
        handlers.handle(Echo.self) { $0 }
        handlers.handle(Trouble.self) { trouble in
            switch trouble.kind {
            case .silence: try await OneShot<Done>().value()
            case .moved: throw RPCError.moved
            case .fault: throw Fault()
            }
        }
        return handlers
    }

    private func withServer(_ body: @escaping @Sendable (RPCClient, TestVirtualHost) async throws -> Void) async throws
    {
        try await TestVirtualHost.with { host in
            let client = RPCClient(host.configuration)
            let server = RPCServer(host.configuration, service: .hosts, handlers: Self.handlers())
            try await withServices([client, server]) {
                try await client.connected(within: .seconds(60))
                try await server.connected(within: .seconds(60))
                try await body(client, host)
            }
        }
    }

    /// What a call fails with.
    private func failure<R: ServiceRequest>(
        of request: R, _ client: RPCClient, deadline: Duration = .seconds(10)
    ) async -> RPCError? {
        do throws(RPCError) {
            _ = try await client.call(request, deadline: deadline)
            return nil
        } catch {
            return error
        }
    }

    @Test("a call gets its own reply, however many are outstanding") func calls() async throws {
        try await withServer { client, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<500 {
                    group.addTask {
                        let echo = Echo(text: "\"\(number)\\ ö")
                        let answer = try await client.call(echo, deadline: .seconds(10))
                        #expect(answer == echo)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("whoever answers is in the context of whoever asked, each in its own") func contexts() async throws {
        try await TestVirtualHost.with { host in
            let client = RPCClient(host.configuration)
            var handlers = RPCHandlers()
            handlers.handle(Echo.self) { _ in
                let context = ServiceContext.current
                return Echo(
                    text: "\(context?.traceContext?.traceParentHeaderValue ?? "-") \(context?.requestID ?? "-")")
            }
            let server = RPCServer(host.configuration, service: .hosts, handlers: handlers)
            try await withServices([client, server]) {
                try await client.connected(within: .seconds(60))
                try await server.connected(within: .seconds(60))
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<50 {
                        let trace = number % 5 == 0 ? nil : TraceContext.random()
                        let context = ServiceContext(traceContext: trace, requestID: "r\(number)")
                        group.addTask {
                            let answer = try await ServiceContext.withValue(context) {
                                try await client.call(Echo(text: ""), deadline: .seconds(10))
                            }
                            #expect(answer.text == "\(trace?.traceParentHeaderValue ?? "-") r\(number)")
                        }
                    }
                    try await group.waitForAll()
                }
                let outside = try await client.call(Echo(text: ""), deadline: .seconds(10))
                #expect(outside.text == "- -")
            }
        }
    }

    @Test("every way to fail is told apart") func failures() async throws {
        try await withServer { client, _ in
            #expect(await failure(of: Novelty(), client) == .unsupported("test.novelty.v1"))
            #expect(await failure(of: Trouble(kind: .moved), client) == .moved)
            #expect(await failure(of: Trouble(kind: .fault), client) == .failed("fault in test.trouble.v1"))
            #expect(await failure(of: BrokenEcho(number: 1), client) == .unsupported("test.echo.v1, as it was written"))
            #expect(await failure(of: Trouble(kind: .silence), client, deadline: .milliseconds(50)) == .deadline)
            guard case .unavailable = await failure(of: ListNobody(), client) else {
                Issue.record("a service that is down is not unavailable")
                return
            }
        }
    }

    @Test("those in the same message as one that is never answered get their replies") func neighbours() async throws {
        try await withServer { client, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<100 {
                    let kind = number % 10 == 0 ? Trouble.Kind.silence : .moved
                    group.addTask {
                        let limit = Duration.milliseconds(kind == .silence ? 300 : 20_000)
                        let answer = await failure(of: Trouble(kind: kind), client, deadline: limit)
                        #expect(answer == (kind == .silence ? .deadline : .moved))
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("a server that shuts down answers what it has; then the service is unavailable at once") func shutdown()
        async throws
    {
        try await TestVirtualHost.with { host in
            let client = RPCClient(host.configuration)
            let (entered, release) = (OneShot<Void>(), OneShot<Void>())
            var handlers = RPCHandlers()
            handlers.handle(Echo.self) { echo in
                entered.succeed(())
                try await release.value()
                return echo
            }
            let server = RPCServer(host.configuration, service: .hosts, handlers: handlers)
            let group = ServiceGroup(services: [server], logger: Logger(label: "test"))
            try await withServices([client]) {
                async let running: Void = group.run()
                try await client.connected(within: .seconds(60))
                try await server.connected(within: .seconds(60))
                async let answer = client.call(Echo(text: "last"), deadline: .seconds(20))
                try await entered.value()
                await group.triggerGracefulShutdown()
                release.succeed(())
                #expect(try await answer == Echo(text: "last"))
                try await running
                guard case .unavailable = await failure(of: Echo(text: "late"), client, deadline: .seconds(60)) else {
                    Issue.record("a service that is down is not unavailable")
                    return
                }
            }
        }
    }

    @Test("a message that is no list of requests is dropped, and the ones behind it go on") func garbage() async throws
    {
        try await withServer { client, host in
            let publisher = Publisher(host.configuration)
            try await withServices([publisher]) {
                for body in ["", "nonsense", "{}", "[]", "[1]"] {
                    try await publisher.publish(
                        Message(body: Data(body.utf8)), exchange: "", routingKey: BrokerNames.requests(.hosts),
                        mandatory: true, waitingForConnection: .seconds(60))
                }
                let echo = Echo(text: "after")
                let answer = try await client.call(echo, deadline: .seconds(10))
                #expect(answer == echo)
            }
        }
    }
}

/// A request to a service that isn't there.
private struct ListNobody: ServiceRequest {
    typealias Reply = Done
    static let service = ServiceName.results
    static let name = "test.nobody.v1"
}
