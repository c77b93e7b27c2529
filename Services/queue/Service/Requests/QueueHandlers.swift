import Contracts
import MatchmakerCore
import Messaging
import Postgres

/// What any replica answers, from the database alone.
struct QueueHandlers: Sendable {
    let library: ModeLibrary
    let players: PlayerStore
    let servers: ServerStore
    let blocks: BlockStore
    let parties: PartyDesk
    let idempotency: IdempotencyStore
    let mint: CookieMint
    /// Has the owner of a shard read anew what is kept about a player; throws when it can't be told.
    let reread: @Sendable (PlayerID, Shard) async throws -> Void
    /// Tells a gateway; may be lost.
    let tell: @Sendable (ServersChanged, GatewayID) -> Void

    init(
        pool: PostgresPool, library: ModeLibrary, mint: CookieMint, parties: PartyDesk,
        reread: @escaping @Sendable (PlayerID, Shard) async throws -> Void,
        tell: @escaping @Sendable (ServersChanged, GatewayID) -> Void
    ) {
        self.tell = tell
        self.library = library
        self.mint = mint
        players = PlayerStore(pool: pool)
        servers = ServerStore(pool: pool)
        blocks = BlockStore(pool: pool)
        self.parties = parties
        self.reread = reread
        idempotency = IdempotencyStore(pool: pool)
    }

    var rpc: RPCHandlers {
        var handlers = RPCHandlers()
        handlers.handle(GetPlayerState.self) { request in try await Self.asking { try await state(request) } }
        handlers.handle(ListModes.self) { _ in try await Self.asking { try await modes() } }
        handlers.handle(GetMatchRecord.self) { request in try await Self.asking { try await record(request) } }
        handlers.handle(OfferServers.self) { request in try await Self.asking { try await offer(request) } }
        handlers.handle(ListServers.self) { request in try await Self.asking { try await list(request) } }
        handlers.handle(RevokeServers.self) { request in try await Self.asking { try await revoke(request) } }
        handlers.handle(ListBlocks.self) { request in
            try await Self.asking { try await blocks.list(request.playerID) }
        }
        handlers.handle(BlockPlayer.self) { request in try await Self.asking { try await block(request) } }
        handlers.handle(UnblockPlayer.self) { request in try await Self.asking { try await unblock(request) } }
        handlers.handle(GetParty.self) { request in try await Self.asking { try await parties.party(request) } }
        handlers.handle(CreateParty.self) { request in try await Self.asking { try await parties.create(request) } }
        handlers.handle(JoinParty.self) { request in try await Self.asking { try await parties.join(request) } }
        handlers.handle(UpdatePartyMember.self) { request in
            try await Self.asking { try await parties.update(request) }
        }
        handlers.handle(RemovePartyMember.self) { request in
            try await Self.asking { try await parties.remove(request) }
        }
        handlers.handle(ClaimIdempotencyKey.self) { request in
            try await Self.asking { try await idempotency.claim(request) }
        }
        handlers.handle(FinishIdempotencyKey.self) { request in
            try await Self.asking {
                try await idempotency.finish(request)
                return Done()
            }
        }
        return handlers
    }

    /// A database that is away is no fault of ours: whoever asks may come back.
    private static func asking<Answer: Sendable>(_ body: () async throws -> Answer) async throws -> Answer {
        do {
            return try await body()
        } catch let error as PostgresError where error.kind != .decoding && error.kind != .misuse {
            guard error.kind != .server || error.isRetriable else { throw error }
            throw error.isOutcomeUnknown ? RPCError.deadline : RPCError.unavailable("the database is away")
        }
    }

    func state(_ request: GetPlayerState) async throws -> GetPlayerState.Reply {
        let present = try await players.player(request.playerID)
        let view = present.record.present(at: present.now)
        return GetPlayerState.Reply(
            state: view.presented(at: present.now, cookie: mint.cookie), shard: present.record.shard)
    }

    func modes() async throws -> [ModeSummary] {
        let statistics = try await players.statistics()
        let catalogue = library.modes
        return catalogue.modes.map { mode in
            ModeSummary(
                mode: mode.name, group: mode.group, shard: catalogue.shard(of: mode),
                teams: mode.ruleSet.teams.map {
                    ModeSummary.Team(
                        name: $0.name, minPlayers: $0.minPlayers, maxPlayers: $0.maxPlayers, quantity: $0.quantity)
                },
                playersWaiting: statistics[mode.name]?.playersSearching ?? 0,
                ticketsWaiting: statistics[mode.name]?.ticketsSearching ?? 0,
                estimatedWaitSeconds: statistics[mode.name]?.waitSeconds,
                estimatedWaitInterval: statistics[mode.name]?.waits?.interval,
                estimatedWaits: statistics[mode.name]?.waits?.kinds, placement: mode.placement.rawValue)
        }
    }

    func record(_ request: GetMatchRecord) async throws -> GetMatchRecord.Reply {
        guard let confirmation = try await players.match(request.matchID)?.confirmation else {
            return .refused(Refusal(.notFound))
        }
        return .success(confirmation)
    }

    func offer(_ request: OfferServers) async throws -> OfferServers.Reply {
        let catalogue = library.modes
        let unknown = (request.modes ?? []).enumerated().filter { catalogue[$0.element] == nil }
        guard !request.addresses.isEmpty, unknown.isEmpty else {
            var errors = unknown.map { Refusal.FieldError("modes[\($0.offset)]", "there is no mode '\($0.element)'") }
            if request.addresses.isEmpty { errors.append(Refusal.FieldError("address", "names none")) }
            return .refused(Refusal(.invalid, errors: errors))
        }
        do {
            let offered = try await servers.offer(request)
            await tellWaiting(request.serverUser)
            return .success(offered)
        } catch is ServerStore.Taken {
            return .refused(Refusal(.conflict, "an address is offered by somebody else"))
        } catch is ServerStore.Past {
            return .refused(Refusal(.invalid, errors: [Refusal.FieldError("expires", "must be in the future")]))
        }
    }

    func list(_ request: ListServers) async throws -> ListServers.Reply {
        let rows = try await servers.list(request.serverUser, gateway: request.gateway)
        return try ServerAnswers(mint: mint).list(rows)
    }

    func revoke(_ request: RevokeServers) async throws -> RevokeServers.Reply {
        do {
            let revoked = try await servers.revoke(request.addresses, of: request.serverUser)
            await tellWaiting(request.serverUser)
            return .success(revoked)
        } catch is ServerStore.Taken {
            return .refused(Refusal(.forbidden, "an address is somebody else's"))
        }
    }

    /// Another request of the same user may be waiting for a change.
    private func tellWaiting(_ user: PlayerID) async {
        do {
            for (gateway, users) in try await servers.gateways(of: [user]) {
                tell(ServersChanged(serverUsers: users), gateway)
            }
        } catch { return }  // whoever waits reads anew every fifteen seconds
    }
}
