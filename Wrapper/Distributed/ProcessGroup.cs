using TorchBridge.Operators.Distributed;

namespace TorchBridge;

/// <summary>
/// Processes that compute together: torch.distributed's process group with the backend Gloo, which moves tensors on the CPU between the
/// processes of one machine or of several. Every process of the group has to make the same calls in the same order.
/// </summary>
/// <remarks>
/// Needs LibTorch on Linux and x64; <c>NativeRuntime.Diagnose()</c> says whether it works. A group may be used by several threads, but the
/// order of its operations has to be the same on every rank: give each thread a group of its own, by <see cref="NewGroup"/>. Tensors that
/// differ in shape or type between the ranks <b>end one of the processes</b>, in Python too; a group that was made with
/// <c>check: true</c> compares them first, and throws on every rank. A group that is not disposed lives until the process ends.
/// </remarks>
/// <example>
/// <code>
/// // torchrun --no-python --nproc-per-node 2 ./program
/// using ProcessGroup group = ProcessGroup.Init();
/// Tensor x = torch.ones(3) * (group.Rank + 1);
/// group.AllReduce(x);      // 3 3 3 in both processes
/// </code>
/// </example>
/// <seealso href="https://pytorch.org/docs/stable/distributed.html">torch.distributed</seealso>
public sealed partial class ProcessGroup : IDisposable
{
    /// <summary>How long PyTorch waits for the others where nothing else is said.</summary>
    private static readonly TimeSpan s_defaultTimeout = TimeSpan.FromMinutes(30);

    private readonly Member _member;
    private readonly TimeSpan _timeout;

    private ProcessGroup(Member member, TimeSpan timeout) => (_member, _timeout) = (member, timeout);

    /// <summary>This process's number, from 0.</summary>
    public int Rank => _member.Rank;

    /// <summary>How many processes there are.</summary>
    public int WorldSize => _member.WorldSize;

    /// <summary>Meets the other processes and connects with them: torch.distributed.init_process_group.</summary>
    /// <param name="initMethod">
    /// Where they meet. <c>env://</c>, the default: at the address in the variables <c>MASTER_ADDR</c> and <c>MASTER_PORT</c>, as torchrun
    /// sets them; its agent's store is used where <c>TORCHELASTIC_USE_AGENT_STORE</c> says so. <c>tcp://host:port</c>: there, where rank 0
    /// listens. <c>file:///path</c>: in a file that does not exist yet, in a folder that all processes see.
    /// </param>
    /// <param name="rank">This process's number. Null, the default: the variable <c>RANK</c>.</param>
    /// <param name="worldSize">How many processes there are. Null, the default: the variable <c>WORLD_SIZE</c>.</param>
    /// <param name="timeout">How long to wait for the others, here and in each operation. Null, the default: 30 minutes.</param>
    /// <param name="check">
    /// Whether each operation first compares what the ranks are about to do, and throws on every rank if that differs. It costs about half
    /// a millisecond an operation. Default false. All ranks need the same value.
    /// </param>
    /// <returns>The group, in every process.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="initMethod"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="initMethod"/> is of no such form.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="worldSize"/> is less than 1; <paramref name="rank"/> is not from 0 to worldSize - 1; <paramref name="timeout"/> is
    /// not positive or longer than 20 days.
    /// </exception>
    /// <exception cref="DistributedException">
    /// <see cref="DistributedError.Rendezvous"/>: a variable is missing or no number; nobody listens, the port is in use, the folder is
    /// missing, the file is left from an earlier run, not all processes came in time, or they disagree on their number. It comes after at
    /// most twice the timeout and five seconds.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">Process groups do not work here; the message has the reason.</exception>
    /// <remarks>
    /// Gloo connects through the network interface that the variable <c>GLOO_SOCKET_IFNAME</c> names, or else through the one that the
    /// machine's own name leads to. Each place serves one group: make others with <see cref="NewGroup"/>.
    /// </remarks>
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
    /// Another group of the same processes, with connections of its own, which meets in this group's store. The process of rank 0 has to be
    /// there still. All ranks make the call.
    /// </summary>
    /// <param name="name">A name that this group has not used for another one; the same on every rank.</param>
    /// <param name="timeout">How long to wait for the others. Null, the default: as long as this group does.</param>
    /// <returns>The new group, which is disposed on its own.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty or has been used.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is not positive or longer than 20 days.</exception>
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
    /// Closes the connections. Work that is under way is waited for, at most as long as the group's timeout. A second call does nothing.
    /// </summary>
    /// <remarks>
    /// The other ranks lose this one: let all reach a <see cref="Barrier"/> first if some may be slower. At the end of a process it is not
    /// needed.
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
