using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace TorchBridge.Engine;

/// <summary>
/// Tells the caller how much of a long call is done: 0 at the start, then growing fractions, and 1 when the result is there.
/// </summary>
internal sealed class ProgressReport
{
    private readonly IProgress<double> _receiver;
    private readonly bool _grad = is_grad_enabled();
    private double _last = -1;
    private long _total;

    private ProgressReport(IProgress<double> receiver) => _receiver = receiver;

    /// <summary>How many steps of the plan are done. It is set back where steps are tried in another way.</summary>
    public long Done { get; set; }

    /// <summary>
    /// Does the work. What the caller's object throws passes through the work as an exception that no part of it handles, and comes out
    /// as it was thrown.
    /// </summary>
    /// <param name="receiver">The caller's object; null if there is none.</param>
    /// <param name="work">The work. It gets null where there is no receiver.</param>
    public static T Run<T>(IProgress<double>? receiver, Func<ProgressReport?, T> work)
    {
        if (receiver is null)
            return work(null);
        var report = new ProgressReport(receiver);
        try
        {
            report.Tell(0);
            return work(report);
        }
        catch (ReceiverException thrown)
        {
            thrown.Original.Throw();
            throw;
        }
    }

    /// <summary>Says how many steps there are. None is done.</summary>
    public void Plan(long total) => (_total, Done) = (total, 0);

    /// <summary>Reports that steps are done. The fraction never falls, and 1 is kept for the end.</summary>
    public void Step(long count = 1)
    {
        Done += count;
        double fraction = (double)Done / _total;
        if (fraction > _last && fraction < 1)
            Tell(fraction);
    }

    /// <summary>Reports 1. Call it while the result can still be given up.</summary>
    public void Finish() => Tell(1);

    private void Tell(double fraction)
    {
        _last = fraction;
        using var modes = new KeptModes();
        using DisposeScope made = NewDisposeScope();      // for what the receiver makes
        if (is_grad_enabled() != _grad)
            _ = set_grad_enabled(_grad);      // the caller's mode, not that of the computation
        try
        {
            _receiver.Report(fraction);
        }
        catch (Exception thrown)
        {
            throw new ReceiverException(ExceptionDispatchInfo.Capture(thrown));
        }
    }

    [SuppressMessage("Design", "CA1032", Justification = "It never leaves the library.")]
    private sealed class ReceiverException(ExceptionDispatchInfo original) : Exception("The progress object threw.")
    {
        public ExceptionDispatchInfo Original => original;
    }
}
