namespace TorchBridge.Support.Messages;

/// <summary>What goes wrong between processes. Each starts with the public member's name and has the rank that reports it.</summary>
internal static class DistributedMessages
{
    public static PlatformNotSupportedException NotHere(string api, string reason) => new(
        $"{api}: process groups do not work here: {reason}. They need Linux on x64 and LibTorch 2.10. Call "
        + "NativeRuntime.Diagnose() to see what was loaded.");

    public static DistributedException NoVariable(string api, int rank, string name) => new(DistributedError.Rendezvous, rank,
        $"{api}: environment variable {name} expected, but not set. Start the program with torchrun, or set RANK, WORLD_SIZE, MASTER_ADDR "
        + "and MASTER_PORT, or pass an address, the rank and the number of processes as arguments.");

    public static DistributedException NotANumber(string api, int rank, string name, string text) => new(DistributedError.Rendezvous, rank,
        $"{api}: the environment variable {name} is {text}, which is not a valid number. Set it to the number that torchrun would set.");

    public static DistributedException NoFolder(string api, int rank, string path) => new(DistributedError.Rendezvous, rank,
        $"{api}: the folder of {path} does not exist. Create a folder that all processes can see before you start them.");

    public static DistributedException NotAStoreFile(string api, int rank, string path) => new(DistributedError.Rendezvous, rank,
        $"{api}: {path} exists and was not made by a process group. Pass the path of a file that does not exist yet.");

    public static DistributedException StaleFile(string api, int rank, string path) => new(DistributedError.Rendezvous, rank,
        $"{api}: {path} is left from an earlier run and has the address that rank {rank} had then. Delete it before you start the "
        + "processes, or pass another path for each run.");

    public static DistributedException AlreadyThere(string api, int rank, string address) => new(DistributedError.Rendezvous, rank,
        $"{api}: trying to initialize the process group twice: this process already has rank {rank} at {address}. Call NewGroup for "
        + "another group of the same processes, or dispose the first group.");

    public static DistributedException PortInUse(string api, int rank, string address, Exception? inner) => new(DistributedError.Rendezvous,
        rank, $"{api}: rank {rank} can't listen at {address} (EADDRINUSE): another program uses the port. Choose another port, the same "
        + "for "
        + "all ranks, or end that program.", inner);

    public static DistributedException NoProcessListens(string api, int rank, string address, string said, Exception? inner) => new(
        DistributedError.Rendezvous, rank, $"{api}: rank {rank} found no process at {address}: {said}. Check the address, the port, the "
        + "firewall, and whether rank 0 has started there.", inner);

    public static DistributedException NotAllCame(string api, int rank, int worldSize, string address, string said, Exception? inner) =>
        new(DistributedError.Rendezvous, rank, $"{api}: not all of the {worldSize} processes connected to {address} in time: {said}. "
        + "Start all "
        + "of them, with the same worldSize and different ranks, or pass a longer timeout.", inner);

    public static DistributedException NoInterface(string api, int rank, string said, Exception? inner) => new(DistributedError.Rendezvous,
        rank, $"{api}: {said}. Set GLOO_SOCKET_IFNAME to a network interface of this machine, for example eth0, or lo on one machine.",
        inner);

    public static DistributedException NoAnswer(string api, int rank, string address) => new(DistributedError.Rendezvous, rank,
        $"{api}: rank {rank} got no answer from {address}. Check that rank 0 of this program, and no other program, listens there, and "
        + "that "
        + "no file of an earlier run is left.");

    public static DistributedException CannotMeet(string api, int rank, string address, string said, Exception? inner) => new(
        DistributedError.Rendezvous, rank, $"{api}: rank {rank} could not connect to the other processes at {address}: {said}. Check "
        + "that all processes "
        + "have the same address and worldSize, and different ranks.", inner);

    public static DistributedException NotYet(string api, int rank, Exception? inner) => new(DistributedError.Timeout, rank,
        $"{api}: Operation timed out! The operation is still running. Call Wait again, or pass a longer time.", inner);

    public static DistributedException TimedOut(string api, int rank, string said, Exception? inner) => new(DistributedError.Timeout, rank,
        $"{api}: rank {rank} has waited too long for another rank: {said}. That rank is slow, has stopped, or runs other operations. The "
        + "group can't be used any more. Dispose it and start all processes again, with a longer timeout if a rank is slow.", inner);

    public static DistributedException PeerLost(string api, int rank, string said, Exception? inner) => new(DistributedError.PeerLost, rank,
        $"{api}: rank {rank} has lost the connection to another rank: {said}. That rank has ended, or has stopped waiting. The group can't "
        + "be used any more. Dispose it and start all processes again.", inner);

    public static DistributedException Mismatch(string api, int rank, string said, Exception? inner) => new(DistributedError.Mismatch, rank,
        $"{api}: {said}. Call the same operations in the same order on every rank, with the same shapes and types.", inner);

    public static DistributedException Reported(string api, int rank, string said, Exception? inner) => new(DistributedError.Other, rank,
        $"{api}: rank {rank} has failed: {said}. Pass check: true to Init, which then compares the operations of all ranks first.", inner);

    public static DistributedException ModulesDiffer(string api, int rank, int other, string first, string second) => new(
        DistributedError.Mismatch, rank, $"{api}: the modules of rank 0 and rank {other} differ: where rank 0 has {first}, rank {other} "
        + $"has {second}. Build the same module on every rank, with the same requires_grad.");

    public static DistributedException PeerRefused(string api, int rank, int other) => new(DistributedError.Mismatch, rank,
        $"{api}: rank {other} has refused its module. Look at the exception of that rank. No tensor of the module has been changed.");
}
