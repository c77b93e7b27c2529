// Module ServiceKit
