using TorchBridge.Native;

namespace TorchBridge.Engine.Distributed;

/// <summary>Connects this process with the others.</summary>
internal static class Meeting
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Opens a store with its prefix, and a group. Some steps of LibTorch have no time limit, for example if the program that listens at
    /// the port is not a store. Therefore the steps run on another thread. If they take too long, this method returns, and that thread
    /// closes what it opens later.
    /// </summary>
    /// <param name="api">The public name.</param>
    /// <param name="point">The processes, and the address where they meet.</param>
    /// <param name="open">Opens the store. This method disposes the result.</param>
    /// <param name="prefix">What the keys of this group begin with.</param>
    /// <param name="timeout">How long each step may take, and each operation later.</param>
    /// <param name="check">Whether the ranks compare each operation before they run it.</param>
    public static (C10dObject Store, C10dObject Group) Run(string api, MeetingPoint point, Func<C10dObject> open, string prefix,
        TimeSpan timeout, bool check)
    {
        ProcessEnvironment.Pass(C10d.Interface);
        using Silence silence = Silence.Begin();
        using QuietOutput quiet = QuietOutput.Begin();
        Task<(C10dObject Store, C10dObject Group)> steps = Task.Factory.StartNew(() => Connect(open, prefix, point, timeout, check),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (Task.WaitAny([steps], timeout + timeout + s_grace) < 0)
        {
            steps.ContinueWith(static late => Close(late), TaskScheduler.Default);
            throw DistributedMessages.NoAnswer(api, point.Rank, point.Address);
        }
        try
        {
            return steps.GetAwaiter().GetResult();
        }
        catch (C10dException native)
        {
            throw DistributedFault.OfMeeting(api, point, native);
        }
    }

    private static (C10dObject Store, C10dObject Group) Connect(Func<C10dObject> open, string prefix, MeetingPoint point, TimeSpan timeout,
        bool check)
    {
        using C10dObject whole = open();
        C10dObject store = C10dStores.Prefixed(prefix, whole);
        C10dObject? group = null;
        try
        {
            group = C10dGroup.Gloo(store, point.Rank, point.WorldSize, timeout);
            return (store, check ? Checked(group, store, point, timeout) : group);
        }
        catch
        {
            group?.Dispose();
            store.Dispose();
            throw;
        }
    }

    private static C10dObject Checked(C10dObject group, C10dObject store, MeetingPoint point, TimeSpan timeout)
    {
        using C10dObject place = C10dStores.Prefixed("check", store), helper = C10dGroup.Gloo(place, point.Rank, point.WorldSize, timeout);
        C10dObject both = C10dGroup.Checked(group, helper);
        group.Dispose();
        return both;
    }

    /// <summary>Closes what a step has opened after its time limit.</summary>
    private static void Close(Task<(C10dObject Store, C10dObject Group)> late)
    {
        if (late.Exception is not null)      // the time limit was reported already
            return;
        late.Result.Group.Dispose();
        late.Result.Store.Dispose();
    }
}
