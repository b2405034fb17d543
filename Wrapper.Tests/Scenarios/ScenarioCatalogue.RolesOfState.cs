using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>Edges, counters and norms that are given a tensor of any kind in a role.</summary>
internal static partial class ScenarioCatalogue
{
    private static Scenario[] InState() =>
    [
        Role("GradientEdge", s =>
        {
            Tensor leaf = Leaf(s.X);
            using GradientEdge from = Autograd.GradientEdge(s.Sum(leaf)), to = Autograd.GradientEdge(leaf);
            return Autograd.Grad([from], [to]);
        }),
        Role("GradientEdge of a result", s =>
        {
            using GradientEdge edge = Autograd.GradientEdge(s.F(Leaf(s.X)));
            return [];
        }),
        Role("GradientEdge of it", s =>
        {
            using GradientEdge edge = Autograd.GradientEdge(s.X);
            return [];
        }),
        Role("Grad of an edge with it", s =>
        {
            Tensor x = Plain.requires_grad_();
            using GradientEdge from = Autograd.GradientEdge(x * 2), to = Autograd.GradientEdge(x);
            return Autograd.Grad([from], [to], [s.X]);
        }),
        Role("Version", s =>
        {
            s.X.Version();
            return [];
        }),
        Role("IncrementVersion", s =>
        {
            Autograd.IncrementVersion(s.X);
            return [];
        }),
        Role("OutputNr, RetainsGrad, IsInference", s =>
        {
            s.X.OutputNr();
            s.X.RetainsGrad();
            s.X.IsInference();
            return [];
        }),
        Role("GetTotalNorm", s => [Autograd.GetTotalNorm([s.X])]),
        Role("GetTotalNorm, largest", s => [Autograd.GetTotalNorm([s.X], double.PositiveInfinity, errorIfNonfinite: true)]),
        Role("ClipGradNorm", s =>
        {
            Autograd.ClipGradNorm([s.X], 1);
            return [];
        }),
        Role("ClipGradNorm of it as a gradient", s =>
        {
            Tensor x = WithGradient(s.X);
            return [Autograd.ClipGradNorm([x], 1), x.grad];
        }),
        Role("ClipGradsWithNorm of it as a gradient", s =>
        {
            Tensor x = WithGradient(s.X);
            Autograd.ClipGradsWithNorm([x], 1, Plain.sum());
            return [x.grad];
        }),
        Role("ClipGradsWithNorm with it", s =>
        {
            Autograd.ClipGradsWithNorm([Plain.requires_grad_()], 1, s.X);
            return [];
        }),
        Role("ClipGradValue of it as a gradient", s =>
        {
            Tensor x = WithGradient(s.X);
            Autograd.ClipGradValue([x], 1);
            return [x.grad];
        }),
    ];

    /// <summary>A leaf with a copy of the tensor as its gradient, where it can be one: that is TorchSharp's to refuse.</summary>
    private static Tensor WithGradient(Tensor gradient) => Guarded(() =>
    {
        Tensor leaf = gradient.detach().clone();
        leaf.grad = gradient.detach().clone();
        return leaf;
    });
}
