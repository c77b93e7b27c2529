import HTTPServer

/// What routes are made with.
struct Routes: Sendable {
    let backend: Backend
    let sessions: SessionKeeper
    let identification: Identification
    let idempotency: Idempotency
    let addresses: AddressLimits
    let players: PlayerFeeds
    let servers: ChangeFeeds
    let parties: Parties
    let peers: PeerDesk
    let settings: GatewaySettings

    /// Around routes that need a session.
    var identified: [Middleware] { [identification.middleware] }

    /// Around those that change state by POST, too.
    var keyed: [Middleware] { [identification.middleware, idempotency.middleware] }

    func router() -> Router {
        var router = Router()
        addUsers(to: &router)
        addBlocks(to: &router)
        addTickets(to: &router)
        addParties(to: &router)
        addLive(to: &router)
        addServers(to: &router)
        addMatches(to: &router)
        addResults(to: &router)
        addHosts(to: &router)
        addPeers(to: &router)
        addPeerSocket(to: &router)
        return router
    }
}
