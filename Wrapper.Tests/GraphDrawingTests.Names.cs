using System.Xml.Linq;
using TorchBridge.Support.Drawing;
using TorchBridge.Tests.Tools;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>The names of leaves.</summary>
public sealed partial class GraphDrawingTests
{
    [TestMethod]
    public void LeavesHaveTheNamesOfTheModelsParameters()
    {
        using var scope = NewDisposeScope();
        Sequential model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1));
        Tensor input = ones(1, 2).requires_grad_();
        AutogradGraph graph = Autograd.Graph(model.forward(input).sum(), model.named_parameters());
        CollectionAssert.AreEquivalent(new[] { "0.weight", "0.bias", "2.weight", "2.bias", null },
            graph.Leaves.Select(leaf => leaf.LeafName).ToArray());
        Assert.IsTrue(graph.Nodes.Where(node => !node.IsLeaf).All(node => node.LeafName is null));
        CollectionAssert.AreEquivalent(
            new[] { "0.weight float32 [3, 2]", "0.bias float32 [3]",
                "2.weight float32 [1, 3]", "2.bias float32 [1]", "leaf float32 [1, 2]" },
            graph.Leaves.Select(leaf => leaf.ToString()).ToArray());
        foreach (string drawing in new[] { graph.ToSvg(), graph.ToDot(), graph.ToMermaid() })
            Assert.Contains("0.weight", drawing);
        long before = Live.Tensors();
        using (NewDisposeScope())
            Autograd.Graph(model.forward(input).sum(), model.named_parameters());
        Assert.AreEqual(before, Live.Tensors());
    }

    [TestMethod]
    public void NamesMayComeFromADictionaryAndATensorMayHaveTwo()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2).requires_grad_(), w = ones(2).requires_grad_(), elsewhere = ones(2).requires_grad_();
        Tensor y = x.dot(w);
        var names = new Dictionary<string, Tensor> { ["x"] = x, ["encoder.w"] = w, ["decoder.w"] = w, ["elsewhere"] = elsewhere };
        CollectionAssert.AreEquivalent(new[] { "x", "encoder.w, decoder.w" },
            Autograd.Graph(y, names).Leaves.Select(leaf => leaf.LeafName).ToArray());
        Assert.AreEqual("x float32 [2]", Autograd.Graph(x, names).Nodes[0].ToString());
        Assert.IsNull(Autograd.Graph(y, new Dictionary<string, Tensor>()).Leaves[0].LeafName);
    }

    [TestMethod]
    public void NamesAreEscapedInEachLanguage()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2).requires_grad_();
        const string name = "a\"b\\c<d>&e#f`g`\nh\u0001";
        AutogradGraph graph = Autograd.Graph(x, new Dictionary<string, Tensor> { [name] = x });
        Assert.Contains("""label="a\"b\\c<d>&e#f`g` h""", graph.ToDot());
        Assert.Contains("a#34;b\\c#60;d#62;#38;e#35;f#96;g#96; h", graph.ToMermaid());
        Assert.HasCount(2, graph.ToMermaid().TrimEnd().Split('\n'));
        Assert.AreEqual("a\"b\\c<d>&e#f`g` h\uFFFD", Rects(XElement.Parse(graph.ToSvg()))[0].Texts[0]);
    }

    [TestMethod]
    public void ANameThatNoFileCanHoldIsReplacedAndABlankOneIsNone()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2).requires_grad_(), y = ones(3).requires_grad_();
        AutogradGraph graph = Autograd.Graph(x.sum() + y.sum(), [("\ud800half", x), (" \n", y)]);
        var strict = new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true);
        foreach (string text in new[] { graph.ToDot(), graph.ToMermaid(), graph.ToSvg() })
            Assert.Contains("\uFFFDhalf", strict.GetString(strict.GetBytes(text)));
        Assert.IsNull(graph.Leaves.Single(leaf => leaf.Shape![0] == 3).LeafName);
    }

    [TestMethod]
    public void ALongNameIsShortenedAndIsWholeInItsTitle()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2).requires_grad_();
        string name = $"{string.Concat(Enumerable.Repeat("encoder.", 30))}weight";
        XElement svg = XElement.Parse(Autograd.Graph(x, new Dictionary<string, Tensor> { [name] = x }).ToSvg());
        string shown = Rects(svg)[0].Texts[0];
        Assert.AreEqual(34, shown.Length);
        Assert.EndsWith("encoder.weight", shown);
        Assert.Contains("…", shown);
        Assert.AreEqual(name, svg.Descendants(s_svg + "title").Single().Value);
        Assert.AreEqual("😀😀😀…😀😀😀😀😀😀", Letters.Shortened(string.Concat(Enumerable.Repeat("😀", 20)), 10));
    }

    /// <summary>A recurrent network uses its weight in each step: near each of them is a box for it.</summary>
    [TestMethod]
    public void ALeafOfDistantOperationsIsDrawnForEachUse()
    {
        using var scope = NewDisposeScope();
        Tensor weight = ones(2).requires_grad_(), state = ones(2);
        for (int step = 0; step < 400; step++)
            state = (state * weight).tanh();
        AutogradGraph graph = Autograd.Graph(state, [("weight", weight)]);
        XElement svg = XElement.Parse(graph.ToSvg());
        Rect[] rects = Rects(svg);
        Assert.HasCount(1, graph.Leaves);
        Assert.HasCount(400, rects.Where(rect => rect.Texts[0] == "weight"));
        Assert.HasCount(graph.Nodes.Count + 399, rects);
        Assert.IsLessThan(1500, Number(svg, "width"));
        Assert.HasCount(1, Rects(XElement.Parse(RecurrentNetwork().ToSvg())).Where(rect => rect.Texts[0] == "w"),
            "a short one has one box");
    }
}
