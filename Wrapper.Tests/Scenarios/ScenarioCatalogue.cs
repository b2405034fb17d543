using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>Every public call, each once for every overload and every way to compute: what all runners go over.</summary>
internal static partial class ScenarioCatalogue
{
    public static readonly Scenario[] All =
    [
        .. Passes(), .. Errors(), .. Products(false), .. Products(true), .. Jacobians(false), .. Jacobians(true), .. ForwardJacobians(),
        .. GradChecks(), .. FunctionTransforms(), .. Draws(), .. FirstDerivatives(), .. SecondDerivatives(),
            .. ThirdDerivatives(), .. Roles(),
    ];

    private static readonly Dictionary<string, Scenario> s_named = All.ToDictionary(scenario => scenario.Name);

    public static Scenario Named(string name) => s_named[name];

    /// <summary>Those with all of some tags and none of others.</summary>
    public static IEnumerable<Scenario> With(Tags tags, Tags without = Tags.None) =>
        All.Where(scenario => (scenario.Tags & tags) == tags && !scenario.Is(without));

    /// <summary>Their names, as the rows of a test.</summary>
    public static IEnumerable<object[]> Rows(Tags tags, Tags without = Tags.None) =>
        With(tags, without).Select(scenario => new object[] { scenario.Name });

    private static Scenario One(string name, Func<Setting, Tensor?> run, Func<Setting, Tensor?> expected, int order = 0,
        Tags tags = Tags.None) =>
        new(name, s => [run(s)], s => [expected(s)], order, tags);

    private static Tensor?[] List((Tensor, Tensor?) results) => [results.Item1, results.Item2];

    private static Tensor[] List((Tensor, Tensor[]) results) => [results.Item1, .. results.Item2];

    private static Tensor[] List((Tensor[], Tensor[]) results) => [.. results.Item1, .. results.Item2];

    private static Tensor[] List(Tensor[][] results) => [.. results.SelectMany(row => row)];

    private static Tensor Truth(bool value) => value ? ones(1, dtype: float64) : zeros(1, dtype: float64);
}
