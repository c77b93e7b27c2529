// Core hosts/HostPool
