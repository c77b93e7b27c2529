import GatewayService
import ServiceKit

await ServiceMain.run(GatewayProgram.self)
