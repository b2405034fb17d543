using System.Diagnostics.Tracing;
using System.Net.Sockets;
using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>The decisions of the library are reported as events.</summary>
[TestClass]
public sealed class EventTests
{
    private static readonly Tensor s_point = tensor([0.5, -1.5, 2.0]);

    [TestMethod]
    public void ManyRowsAtOnceAreChunks() => Assert.AreEqual(
        "Jacobian: rows in chunks of 2",
        Single(() => Autograd.Jacobian(sin, s_point, chunkSize: 2)));

    [TestMethod]
    public void ARowAfterTheOtherWhenAskedFor() => Assert.AreEqual(
        "Jacobian: row by row, because vectorize is false",
        Single(() => Autograd.Jacobian(sin, s_point, vectorize: false)));

    [TestMethod]
    public void ARowAfterTheOtherWhenStrict() => Assert.AreEqual(
        "Jacobian: row by row, because each row is checked",
        Single(() => Autograd.Jacobian(sin, s_point, strict: true)));

    [TestMethod]
    public void ARowAfterTheOtherWithoutLevels()
    {
        using var off = new SwitchedOff("FunctionTransforms");
        Assert.AreEqual(
            "Jacobian: row by row, because this LibTorch has no levels",
            Single(() => Autograd.Jacobian(sin, s_point)));
    }

    [TestMethod]
    public void AHookThatReadsValuesIsTheReason()
    {
        string[] events = [.. Of(() => Autograd.Jacobian(x => x.sin().WithGradHook(g => g * g.sum().ToDouble()), s_point))];
        Assert.HasCount(2, events);
        Assert.AreEqual("Jacobian: rows in chunks of 3", events[0]);
        StringAssert.StartsWith(events[1], "Jacobian: row by row, because ");
    }

    [TestMethod]
    public void ColumnsToo() => Assert.AreEqual(
        "Jacobian: column by column, because vectorize is false",
        Single(() => Autograd.Jacobian(sin, s_point, vectorize: false, strategy: JacobianStrategy.ForwardMode)));

    [TestMethod]
    public void ForwardModeThatStopsIsTwoBackwardPasses()
    {
        using var off = new SwitchedOff("ForwardMode");
        Assert.AreEqual(
            "Jvp: two backward passes take the place of forward mode, because dual numbers or levels can't be reached",
            Single(() => Transforms.Jvp(sin, s_point, s_point).Tangent));
    }

    /// <summary>If the caller's function throws, it is not called again, even if the exception derives from TorchSharp's type.</summary>
    [TestMethod]
    public void WhatTheCallerThrowsComesOutAtOnce()
    {
        foreach (Exception own in new Exception[] { new InvalidTimeZoneException(), new SocketException() })
        {
            int calls = 0;
            Exception thrown = Assert.Throws<Exception>(() => Autograd.Jacobian(x => x.sin().WithGradHook(_ =>
            {
                calls++;
                throw own;
            }), s_point));
            Assert.AreSame(own, thrown);
            Assert.AreEqual(1, calls, own.GetType().Name);
        }
    }

    [TestMethod]
    public void WhatAFunctionThrowsInForwardModeComesOutAtOnce()
    {
        int calls = 0;
        Assert.ThrowsExactly<InvalidTimeZoneException>(() => Autograd.Jacobian(x =>
        {
            calls++;
            throw new InvalidTimeZoneException();
        }, s_point, strategy: JacobianStrategy.ForwardMode));
        Assert.AreEqual(1, calls);
    }

    private static string Single(Func<Tensor> call) => string.Join('\n', Of(call));

    private static List<string> Of(Func<Tensor> call)
    {
        using var listener = new Listener();
        using Tensor result = call();
        return listener.Events;
    }

    private sealed class Listener : EventListener
    {
        private readonly int _thread = Environment.CurrentManagedThreadId;

        public List<string> Events { get; } = [];

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "TorchBridge-Autograd")
                EnableEvents(eventSource, EventLevel.Verbose);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventSource.Name == "TorchBridge-Autograd" && Environment.CurrentManagedThreadId == _thread)
                Events.Add(string.Format(System.Globalization.CultureInfo.InvariantCulture, eventData.Message!, [.. eventData.Payload!]));
        }
    }
}
