using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>Wrong calls of a part of the public surface, and the tensors that they are made with.</summary>
internal abstract class MisuseTable : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    /// <summary>Errors that C# code detects before the engine is called.</summary>
    public abstract IEnumerable<Misuse> Judged();

    /// <summary>Errors that only the engine or a function of the caller shows. Most of them take milliseconds.</summary>
    public abstract IEnumerable<Misuse> Reported();

    public IEnumerable<Misuse> All() => Judged().Concat(Reported());

    /// <summary>The name of one among all tables.</summary>
    public string NameOf(Misuse misuse) => $"{GetType().Name}, {misuse.Name}";

    public void Dispose() => _scope.Dispose();

    protected static Misuse Argument<T>(string name, string parameter, string message, Action call) where T : ArgumentException =>
        new(name, typeof(T), message, call) { Parameter = parameter };

    protected static Misuse Kind(AutogradError kind, string name, string message, Action call) =>
        new(name, typeof(AutogradException), message, call) { Kind = kind };

    /// <summary>An exception of the caller's own code, which is passed on unchanged.</summary>
    protected static Misuse Own(string name, string message, Action call) => new(name, typeof(TimeoutException), message, call);

    /// <summary>The call in a scope of its own, which disposes what the call makes before it fails.</summary>
    protected static Action Scoped(Action call) => () =>
    {
        using var scope = NewDisposeScope();
        call();
    };
}
