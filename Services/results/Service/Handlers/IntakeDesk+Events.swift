import Contracts
import Messaging

extension IntakeDesk {
    /// What results does about the events of others. Each may come more than once, and in any order.
    var events: EventHandlers {
        var handlers = EventHandlers()
        handlers.on(MatchConfirmation.self) { confirmation, _ in try await confirm(confirmation) }
        handlers.on(AbandonmentRequested.self) { request, _ in try await abandon(request) }
        handlers.on(UserDeleted.self) { event, _ in try await forget(event) }
        return handlers
    }
}
