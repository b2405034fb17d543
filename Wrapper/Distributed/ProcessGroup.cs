using TorchBridge.Operators.Distributed;

namespace TorchBridge;

/// <summary>
/// Processes that compute together: the process group of torch.distributed with the backend Gloo. Gloo moves tensors on the CPU between the
/// processes of one or several machines. Every process of the group must make the same calls in the same order.
/// </summary>
/// <remarks>
/// <para>Platform: LibTorch on Linux x64. <c>NativeRuntime.Diagnose()</c> says whether process groups work.</para>
/// <para>
/// Threads: several threads may use a group, but the order of its operations must be the same on every rank. Give each thread its own
/// group; see <see cref="NewGroup"/>.
/// </para>
/// <para>
/// If the tensors of the ranks differ in shape or type, one of the processes ends, as in Python. A group that was created with
/// <c>check: true</c> compares them first, and throws on every rank. A group that is not disposed lives until the process ends.
/// </para>
/// </remarks>
/// <seealso href="https://pytorch.org/docs/stable/distributed.html">torch.distributed</seealso>
public sealed partial class ProcessGroup : IDisposable
{
    /// <summary>How long PyTorch waits for the others where nothing else is said.</summary>
    private static readonly TimeSpan s_defaultTimeout = TimeSpan.FromMinutes(30);

    private readonly Member _member;
    private readonly TimeSpan _timeout;

    private ProcessGroup(Member member, TimeSpan timeout) => (_member, _timeout) = (member, timeout);

    /// <summary>The number of this process in the group, counted from 0.</summary>
    public int Rank => _member.Rank;

    /// <summary>The number of processes in the group.</summary>
    public int WorldSize => _member.WorldSize;

    /// <summary>Connects to the other processes: torch.distributed.init_process_group.</summary>
    /// <param name="initMethod">
    /// Where the processes meet. <c>env://</c>, the default: at the address in the environment variables <c>MASTER_ADDR</c> and
    /// <c>MASTER_PORT</c>, which torchrun sets. If <c>TORCHELASTIC_USE_AGENT_STORE</c> says so, the store of torchrun's agent is used.
    /// <c>tcp://host:port</c>: at that address, where rank 0 listens. <c>file:///path</c>: in a file that does not exist yet, in a folder
    /// that all processes can use.
    /// </param>
    /// <param name="rank">The number of this process. Null, the default: the environment variable <c>RANK</c>.</param>
    /// <param name="worldSize">The number of processes. Null, the default: the environment variable <c>WORLD_SIZE</c>.</param>
    /// <param name="timeout">How long to wait for the others, here and in each operation. Null, the default: 30 minutes.</param>
    /// <param name="check">
    /// True: each operation first compares what the ranks are about to do, and throws on every rank if that differs. It costs about half a
    /// millisecond for each operation. Default false. All ranks must pass the same value.
    /// </param>
    /// <returns>The group. Dispose it to close the connections.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="initMethod"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="initMethod"/> has none of these forms.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="worldSize"/> is less than 1.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rank"/> is not from 0 to worldSize - 1.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is not positive, or is longer than 20 days.</exception>
    /// <exception cref="DistributedException">
    /// <see cref="DistributedError.Rendezvous"/>: an environment variable is missing or is not a number.
    /// </exception>
    /// <exception cref="DistributedException">
    /// <see cref="DistributedError.Rendezvous"/>: Rank 0 does not listen at the address, or its port is in use.
    /// </exception>
    /// <exception cref="DistributedException">
    /// <see cref="DistributedError.Rendezvous"/>: the folder of the file does not exist, or the file is from an earlier run.
    /// </exception>
    /// <exception cref="DistributedException">
    /// <see cref="DistributedError.Rendezvous"/>: not all processes connected in time, or they disagree on their number. The exception
    /// comes after at most twice the timeout and five seconds.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">Process groups do not work on this platform. The message has the reason.</exception>
    /// <remarks>
    /// Gloo uses the network interface that the environment variable <c>GLOO_SOCKET_IFNAME</c> names, or the one that the name of the
    /// machine leads to. Each address or file serves one group. Create other groups with <see cref="NewGroup"/>.
    /// </remarks>
    /// <example>
    /// A group of one process, which meets in a file. With more processes, each passes its own rank.
    /// <code>
    /// string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    /// using ProcessGroup group = ProcessGroup.Init($"file://{file}", rank: 0, worldSize: 1);
    /// Tensor x = ones(3, dtype: float64);
    /// group.AllReduce(x);      // with two processes: 2, 2, 2
    /// Console.WriteLine(string.Join(", ", x.data&lt;double>()));      // 1, 1, 1
    /// </code>
    /// </example>
    /// <example>
    /// Started by <c>torchrun --no-python --nproc-per-node 2 ./program</c>, each process finds its rank in the environment.
    /// <code>
    /// if (Environment.GetEnvironmentVariable("RANK") is not null)
    /// {
    ///     using ProcessGroup group = ProcessGroup.Init();
    ///     Console.WriteLine($"rank {group.Rank} of {group.WorldSize}");
    /// }
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/distributed.html#torch.distributed.init_process_group">
    /// torch.distributed.init_process_group
    /// </seealso>
    public static ProcessGroup Init(string initMethod = "env://", int? rank = null, int? worldSize = null, TimeSpan? timeout = null,
        bool check = false)
    {
        Guard.Text(initMethod, nameof(Init), nameof(initMethod));
        TimeSpan limit = timeout ?? s_defaultTimeout;
        Guard.Timeout(limit, nameof(Init), nameof(timeout));
        return new(Member.Join(nameof(Init), initMethod, rank, worldSize, limit, check), limit);
    }

    /// <summary>
    /// Creates another group of the same processes, with its own connections. The processes meet in the store of this group, so the process
    /// of rank 0 must still run. All ranks must make the call.
    /// </summary>
    /// <param name="name">The name of the new group. This group must not have used it before. It must be the same on every rank.</param>
    /// <param name="timeout">How long to wait for the others. Null, the default: the timeout of this group.</param>
    /// <returns>The new group. Dispose it separately.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> has been used before.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is not positive, or is longer than 20 days.</exception>
    /// <exception cref="DistributedException"><see cref="DistributedError.Rendezvous"/>: not all ranks made the call in time.</exception>
    /// <exception cref="ObjectDisposedException">The group has been disposed.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/distributed.html#torch.distributed.new_group">torch.distributed.new_group</seealso>
    public ProcessGroup NewGroup(string name, TimeSpan? timeout = null)
    {
        Guard.Text(name, nameof(NewGroup), nameof(name));
        if (name.Length == 0)
            throw ArgumentMessages.EmptyGroupName(nameof(NewGroup), nameof(name));
        TimeSpan limit = timeout ?? _timeout;
        Guard.Timeout(limit, nameof(NewGroup), nameof(timeout));
        return new(Usable().JoinNew(nameof(NewGroup), name, limit), limit);
    }

    /// <summary>
    /// Closes the connections. Operations that are running are waited for, at most for the timeout of the group. Further calls do nothing.
    /// </summary>
    /// <remarks>
    /// The other ranks then lose this one. If some ranks may be slower, let all of them reach a <see cref="Barrier"/> first. At the end of
    /// a process, Dispose is not needed.
    /// </remarks>
    /// <seealso href="https://pytorch.org/docs/stable/distributed.html#torch.distributed.destroy_process_group">
    /// torch.distributed.destroy_process_group
    /// </seealso>
    public void Dispose() => _member.Dispose();

    private Member Usable()
    {
        ObjectDisposedException.ThrowIf(_member.IsDisposed, this);
        return _member;
    }
}
