import CLinux
import Glibc
import Logging
import Threads

/// Owns the connection on a thread of its own: sends what is in the mailbox, all that has gathered at once, and hands
/// out the answers. What to do it asks of a `CommandLedger`.
///
/// Not `Sendable`: lives on its thread only.
final class RedisLoop {
    private let configuration: RedisConfiguration
    private let mailbox: RedisMailbox
    private let metrics: RedisMetrics
    private let logger: Logger
    private var ledger: CommandLedger<CheckedContinuation<RedisValue, any Error>>
    private var link: RedisLink?
    /// Answers to the greeting that are still to come; nil while the socket is connecting.
    private var greetingsDue: Int?
    private var hasEnded = false

    init(_ configuration: RedisConfiguration, _ mailbox: RedisMailbox, _ metrics: RedisMetrics, _ logger: Logger) {
        self.configuration = configuration
        self.mailbox = mailbox
        self.metrics = metrics
        self.logger = logger
        ledger = CommandLedger(
            connectTimeout: configuration.connectTimeout, maximumCommands: configuration.maximumCommands, now: .now)
    }

    /// Runs until the mailbox asks to close and everything has its answer.
    func run() {
        Self.ignoreBrokenPipes()
        while !hasEnded {
            perform(ledger.tick(randomness: .random(in: 0..<1), now: .now))
            takeLetters()
            guard !hasEnded else { break }
            flush()
            waitForEvents()
        }
        link = nil
        for letter in mailbox.end() {
            letter.sender.resume(throwing: RedisError(.unavailable, "the client is closed"))
        }
        mailbox.show(RedisStatus(isReady: false, lastFailure: "the client is closed"))
        mailbox.ended.succeed(())
    }

    /// hiredis writes without MSG_NOSIGNAL: a connection that the server has closed would end the process by SIGPIPE.
    /// Blocked for this thread alone, the signal stays pending, and the write fails with EPIPE.
    private static func ignoreBrokenPipes() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    private func takeLetters() {
        mailbox.wakeup.drain()
        let (letters, isClosing) = mailbox.collect()
        for letter in letters { perform(ledger.submit(letter.sender, letter.bytes, deadline: letter.deadline)) }
        if isClosing { perform(ledger.close()) }
        metrics.underWay.record(ledger.underWay)
    }

    private func waitForEvents() {
        var descriptors = [pollfd(fd: mailbox.wakeup.descriptor, events: Int16(POLLIN), revents: 0)]
        if let link {
            let isConnecting = greetingsDue == nil
            let events = isConnecting ? POLLOUT : link.hasUnsent ? POLLIN | POLLOUT : POLLIN
            descriptors.append(pollfd(fd: link.descriptor, events: Int16(events), revents: 0))
        }
        let limit = ledger.nextWake.map { max(0, ContinuousClock.now.duration(to: $0).milliseconds + 1) } ?? -1
        // An interruption is as good as a timeout: the loop looks at everything anyway.
        _ = poll(&descriptors, nfds_t(descriptors.count), Int32(clamping: limit))
        if descriptors.count > 1, descriptors[1].revents != 0 { advance() }
    }

    private func advance() {
        guard let link else { return }
        do throws(RedisError) {
            guard let due = greetingsDue else {
                try link.finishConnecting()
                for command in configuration.greeting { try link.append(command.bytes) }
                greetingsDue = configuration.greeting.count
                return
            }
            try due > 0 ? readGreeting(link) : readAnswers(link)
        } catch {
            lose(error.message)
        }
    }

    private func readGreeting(_ link: RedisLink) throws(RedisError) {
        var refusal: String?
        try link.read { value in
            if case .error(let message) = value { refusal = refusal ?? message }
            greetingsDue = greetingsDue.map { $0 - 1 }
            return greetingsDue != 0
        }
        if let refusal { throw RedisError(.unavailable, refusal) }
        guard greetingsDue == 0 else { return }
        metrics.connects.increment()
        perform(ledger.ready())
        mailbox.show(RedisStatus(isReady: ledger.isReady))
    }

    private func readAnswers(_ link: RedisLink) throws(RedisError) {
        let now = ContinuousClock.now
        try link.read { value in
            perform(ledger.received(value, randomness: .random(in: 0..<1), now: now))
            // An answer may have ended the connection.
            return self.link === link
        }
    }

    private func flush() {
        guard let link, greetingsDue != nil else { return }
        do throws(RedisError) { try link.flush() } catch { lose(error.message) }
    }

    private func lose(_ reason: String) {
        link = nil
        greetingsDue = nil
        perform(ledger.lost(reason, randomness: .random(in: 0..<1), now: .now))
        let failure = ledger.lastFailure ?? reason
        logger.info("no connection to redis", metadata: ["error": "\(failure)"])
        mailbox.show(RedisStatus(isReady: false, lastFailure: failure))
    }

    private func perform(_ actions: [CommandLedger<CheckedContinuation<RedisValue, any Error>>.Action]) {
        for action in actions {
            switch action {
            case .connect: connect()
            case .send(let bytes): send(bytes)
            case .answer(let sender, .success(let value)): sender.resume(returning: value)
            case .answer(let sender, .failure(let error)):
                metrics.count(error)
                sender.resume(throwing: error)
            case .disconnect:
                link = nil
                greetingsDue = nil
                mailbox.show(RedisStatus(isReady: false, lastFailure: ledger.lastFailure))
            case .closed: hasEnded = true
            }
        }
    }

    private func connect() {
        do throws(RedisError) {
            link = try RedisLink(host: configuration.host, port: configuration.port)
        } catch {
            lose(error.message)
        }
    }

    private func send(_ bytes: [UInt8]) {
        // A link that fails here fails again when it is flushed, and is given up there.
        do throws(RedisError) { try link?.append(bytes) } catch {
            logger.debug("redis", metadata: ["error": "\(error)"])
        }
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    fileprivate var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
