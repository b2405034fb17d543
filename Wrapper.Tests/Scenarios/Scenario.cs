using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>What the runners may take a scenario for.</summary>
[Flags]
internal enum Tags
{
    /// <summary>Any runner that gives it a dispose scope.</summary>
    None = 0,

    /// <summary>All that it makes is what it returns, and it calls the function of its setting.</summary>
    Pure = 1,

    /// <summary>Another scenario with an option that is not the default.</summary>
    Option = 2,

    /// <summary>It is a derivative of any function from vector to vector.</summary>
    Sweep = 4,

    /// <summary>The input of its setting may be a tensor of any kind, in a role that the name says.</summary>
    Role = 8,

    /// <summary>A run takes milliseconds.</summary>
    Slow = 16,
}

/// <summary>A public call on a function with inputs, both of which a setting has.</summary>
/// <param name="Name">What is called, and how.</param>
/// <param name="Run">Makes the call. It gives the same numbers each time.</param>
/// <param name="Expected">What that gives, found another way; null where a runner knows better.</param>
/// <param name="Order">The order of the derivative that differences are taken for; 0 where none are.</param>
/// <param name="Tags">What runners may take it for.</param>
internal sealed record Scenario(string Name, Func<Setting, Tensor?[]> Run, Func<Setting, Tensor?[]>? Expected, int Order = 0,
    Tags Tags = Tags.None)
{
    public bool Is(Tags tag) => (Tags & tag) != 0;

    /// <summary>By how much the largest element is off; NaN where one is.</summary>
    public double Off(Setting setting) => Off(setting, Expected!(setting));

    /// <summary>By how much it may be.</summary>
    public double Allowed(Setting setting) => Allowed(Expected!(setting));

    public bool IsRight(Setting setting)
    {
        Tensor?[] expected = Expected!(setting);
        return Off(setting, expected) <= Allowed(expected);
    }

    private double Off(Setting setting, Tensor?[] expected) =>
        Run(setting).Zip(expected, (found, right) => (found!.detach() - right!).abs())
        .Where(off => off.numel() > 0).Max(off => off.max().ToDouble(), 0);

    private double Allowed(Tensor?[] expected) =>
        Tolerance * (1 + expected.Where(tensor => tensor!.numel() > 0).Max(tensor => tensor!.abs().max().ToDouble(), 0));

    public double Tolerance => Order switch { 0 => 1e-12, 1 => 1e-6, 2 => 1e-5, _ => 1e-3 };
}

file static class Largest
{
    /// <summary>The largest number, or NaN where one is; LINQ's own passes NaN over.</summary>
    public static double Max<T>(this IEnumerable<T> items, Func<T, double> of, double first) =>
        items.Select(of).Aggregate(first, Math.Max);
}
