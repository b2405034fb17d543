namespace TorchBridge.Support.Messages;

/// <summary>What goes wrong between processes. Each starts with the public member's name and has the rank that reports it.</summary>
internal static class DistributedMessages
{
    public static PlatformNotSupportedException NotHere(string api, string reason) => new(
        $"{api}: process groups do not work here: {reason}. They need Linux on x64 and LibTorch 2.10; see "
        + "NativeRuntime.Diagnose().");

    public static DistributedException NoVariable(string api, int rank, string name) => new(DistributedError.Rendezvous, rank,
        $"{api}: environment variable {name} expected, but not set. Start the program with torchrun, or set RANK, WORLD_SIZE, MASTER_ADDR "
        + "and MASTER_PORT, or give an address, the rank and the number of processes as arguments.");

    public static DistributedException NotANumber(string api, int rank, string name, string text) => new(DistributedError.Rendezvous, rank,
        $"{api}: the environment variable {name} is {text}, which is not the number that it should be. Set it to one.");

    public static DistributedException NoFolder(string api, int rank, string path) => new(DistributedError.Rendezvous, rank,
        $"{api}: the folder of {path} does not exist. Make it, in a place that all processes see, before they start.");

    public static DistributedException NotAStoreFile(string api, int rank, string path) => new(DistributedError.Rendezvous, rank,
        $"{api}: {path} is there and is not a file in which processes meet. Name a file that does not exist yet.");

    public static DistributedException StaleFile(string api, int rank, string path) => new(DistributedError.Rendezvous, rank,
        $"{api}: an earlier run has left {path}, with the address that rank {rank} had then. Delete it before the processes start, or name "
        + "another file for each run.");

    public static DistributedException AlreadyThere(string api, int rank, string address) => new(DistributedError.Rendezvous, rank,
        $"{api}: trying to initialize the process group twice: rank {rank} at {address} is in this process already. Use NewGroup for "
        + "another group of the same processes, or dispose the first.");

    public static DistributedException PortInUse(string api, int rank, string address, Exception? inner) => new(DistributedError.Rendezvous,
        rank, $"{api}: rank {rank} can't listen at {address} (EADDRINUSE): another program has the port. Choose another port, the same for "
        + "all ranks, or end that program.", inner);

    public static DistributedException NobodyListens(string api, int rank, string address, string said, Exception? inner) => new(
        DistributedError.Rendezvous, rank, $"{api}: rank {rank} found nobody at {address}: {said}. Check the address, the port, the "
        + "firewall, and that rank 0 has started there.", inner);

    public static DistributedException NotAllCame(string api, int rank, int worldSize, string address, string said, Exception? inner) =>
        new(DistributedError.Rendezvous, rank, $"{api}: not all of the {worldSize} processes came to {address} in time: {said}. Start all "
        + "of them, with one worldSize and different ranks, or give a longer timeout.", inner);

    public static DistributedException NoInterface(string api, int rank, string said, Exception? inner) => new(DistributedError.Rendezvous,
        rank, $"{api}: {said}. Set GLOO_SOCKET_IFNAME to a network interface of this machine, for example eth0, or lo on one machine.",
        inner);

    public static DistributedException NoAnswer(string api, int rank, string address) => new(DistributedError.Rendezvous, rank,
        $"{api}: rank {rank} got no answer from {address}. Check that rank 0 of this program listens there, and nothing else, and that no "
        + "file of an earlier run is left.");

    public static DistributedException CannotMeet(string api, int rank, string address, string said, Exception? inner) => new(
        DistributedError.Rendezvous, rank, $"{api}: rank {rank} could not meet the others at {address}: {said}. Check that all processes "
        + "have the same address and worldSize, and different ranks.", inner);

    public static DistributedException NotYet(string api, int rank, Exception? inner) => new(DistributedError.Timeout, rank,
        $"{api}: Operation timed out! It goes on; call Wait again, or with a longer time.", inner);

    public static DistributedException TimedOut(string api, int rank, string said, Exception? inner) => new(DistributedError.Timeout, rank,
        $"{api}: rank {rank} has waited too long for another one: {said}. That one is slow, stopped, or has taken another path. The group "
        + "can't be used any more: dispose it, and start all processes again, with a longer timeout if one is slow.", inner);

    public static DistributedException PeerLost(string api, int rank, string said, Exception? inner) => new(DistributedError.PeerLost, rank,
        $"{api}: rank {rank} has lost the connection to another one: {said}. That one has ended, or has given up waiting. The group can't "
        + "be used any more: dispose it, and start all processes again.", inner);

    public static DistributedException Mismatch(string api, int rank, string said, Exception? inner) => new(DistributedError.Mismatch, rank,
        $"{api}: {said}. Call the same operations in the same order on every rank, with the same shapes and types.", inner);

    public static DistributedException Reported(string api, int rank, string said, Exception? inner) => new(DistributedError.Other, rank,
        $"{api}: on rank {rank}: {said}. Init with check: true compares the operations of all ranks first.", inner);

    public static DistributedException ModulesDiffer(string api, int rank, int other, string first, string second) => new(
        DistributedError.Mismatch, rank, $"{api}: the modules of rank 0 and rank {other} differ: where rank 0 has {first}, rank {other} "
        + $"has {second}. Build the same module on every rank, with requires_grad set alike.");

    public static DistributedException PeerRefused(string api, int rank, int other) => new(DistributedError.Mismatch, rank,
        $"{api}: rank {other} can't take part. See the exception that it has thrown; no tensor of the module has been changed.");
}
