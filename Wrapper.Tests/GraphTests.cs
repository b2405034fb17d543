using TorchBridge.Native;
using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

[TestClass]
[DoNotParallelize]
public sealed class GraphTests
{
    [TestMethod]
    public void TheDocumentsDrawing()
    {
        using var scope = NewDisposeScope();
        Tensor a = Leaf(), b = Leaf(), c = Leaf();
        AutogradGraph graph = Autograd.Graph((a + b) * (b + c));
        Assert.AreEqual("6 nodes, 6 edges, 3 leaves", graph.ToString());
        CollectionAssert.AreEqual(new[] { "MulBackward0", "AddBackward0", "AddBackward0", "AccumulateGrad", "AccumulateGrad",
            "AccumulateGrad" },
            graph.Nodes.Select(node => node.Name).ToArray());
        CollectionAssert.AreEqual(new[] { (0, 1), (0, 2), (1, 3), (1, 4), (2, 4), (2, 5) },
            graph.Edges.Select(edge => (edge.From, edge.To)).ToArray());
        CollectionAssert.AreEqual(new[] { 3, 4, 5 }, graph.Leaves.Select(leaf => leaf.Id).ToArray());
        Assert.AreEqual(
            """
            flowchart TD
              n0(["MulBackward0"])
              n1(["AddBackward0"])
              n2(["AddBackward0"])
              n3["leaf float64 []"]
              n4["leaf float64 []"]
              n5["leaf float64 []"]
              n0 --> n1
              n0 --> n2
              n1 --> n3
              n1 --> n4
              n2 --> n4
              n2 --> n5

            """, graph.ToMermaid());
        Assert.AreEqual(
            """
            digraph autograd {
              n0 [label="MulBackward0"];
              n1 [label="AddBackward0"];
              n2 [label="AddBackward0"];
              n3 [label="leaf float64 []", shape=box];
              n4 [label="leaf float64 []", shape=box];
              n5 [label="leaf float64 []", shape=box];
              n0 -> n1;
              n0 -> n2;
              n1 -> n3;
              n1 -> n4;
              n2 -> n4;
              n2 -> n5;
            }

            """, graph.ToDot());
    }

    [TestMethod]
    public void LeavesHaveTheirShapesAndTypes()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2, 3, dtype: float32).requires_grad_(), w = ones(3, 4, dtype: float32).requires_grad_(), constant = ones(4);
        AutogradGraph graph = Autograd.Graph(x.mm(w).to_type(float64) * constant);
        CollectionAssert.AreEqual(new[] { "leaf float32 [2, 3]", "leaf float32 [3, 4]" },
            graph.Leaves.Select(leaf => leaf.ToString()).ToArray());
        CollectionAssert.AreEqual(new long[] { 2, 3 }, graph.Leaves[0].Shape!.ToArray());
        Assert.AreEqual(float32, graph.Leaves[0].Type);
        CollectionAssert.AreEqual(new[] { "MulBackward0", "ToCopyBackward0", "MmBackward0" },
            graph.Nodes.Where(node => !node.IsLeaf).Select(node => node.Name).ToArray());
        Assert.IsTrue(graph.Nodes.Where(node => !node.IsLeaf).All(node => node.Shape is null && node.Type is null));
    }

    [TestMethod]
    public void ALeafIsAGraphOfOneNode()
    {
        using Tensor x = ones(2, dtype: float64).requires_grad_();
        AutogradGraph graph = Autograd.Graph(x);
        Assert.AreEqual("1 nodes, 0 edges, 1 leaves", graph.ToString());
        Assert.AreEqual("flowchart TD\n  n0[\"leaf float64 [2]\"]\n", graph.ToMermaid());
    }

    [TestMethod]
    public void OneTensorUsedTwiceHasTwoEdges()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf();
        CollectionAssert.AreEqual(new[] { (0, 1), (0, 1) }, Autograd.Graph(x * x).Edges.Select(edge => (edge.From, edge.To)).ToArray());
    }

    [TestMethod]
    public void AnEdgeSaysWhichOutputOfAnOperationItBelongsTo()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(4, dtype: float64).requires_grad_();
        Tensor[] halves = x.split(2);
        AutogradGraph graph = Autograd.Graph(halves[1] * 2);
        Assert.AreEqual(1, graph.Edges[0].InputNumber);
        StringAssert.Contains(graph.ToMermaid(), "n0 -->|1| n1");
        StringAssert.Contains(graph.ToDot(), "n0 -> n1 [label=\"1\"]");
    }

    [TestMethod]
    public void CustomFunctionsHooksAndCheckpointsAreInIt()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf();
        AutogradGraph graph = Autograd.Graph(Functions.Cube(Autograd.Checkpoint(input => input.sin(), x).WithGradHook(_ => null)));
        CollectionAssert.AreEqual(new[] { "CustomFunction", "CustomFunction", "CustomFunction", "AccumulateGrad" },
            graph.Nodes.Select(node => node.Name).ToArray());
    }

    [TestMethod]
    public void AViewThatWasWrittenToIsSeenAsItIs()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(4, dtype: float64).requires_grad_();
        Tensor t = x * 1, view = t[1..3];
        t.mul_(tensor(10.0));
        string[] names = [.. Autograd.Graph(view).Nodes.Select(node => node.Name)];
        CollectionAssert.IsSubsetOf(new[] { "MulBackward0", "AccumulateGrad" }, names);
        Assert.AreEqual("AsStridedBackward0", names[0]);
    }

    [TestMethod]
    public void ADerivativesGraphReachesTheLeaves()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf();
        Tensor first = Autograd.Grad(x.pow(3), x, createGraph: true);
        Assert.HasCount(1, Autograd.Graph(first).Leaves);
    }

    [TestMethod]
    public void ItKeepsNothingAlive()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf();
        Tensor y = x.exp() + x;
        long before = Live.Tensors();
        AutogradGraph graph = Autograd.Graph(y);
        using (no_grad())
            Assert.AreEqual(graph.ToDot(), Autograd.Graph(y).ToDot());
        Assert.AreEqual(before, Tensor.TotalCount);
        y.Dispose();
        Assert.AreEqual("3 nodes, 3 edges, 1 leaves", graph.ToString());
    }

    [TestMethod]
    public void AFreedGraphIsStillSeen()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf();
        Tensor y = x.exp();
        string before = Autograd.Graph(y).ToDot();
        y.Backward();
        Assert.AreEqual(before, Autograd.Graph(y).ToDot());
    }

    [TestMethod]
    public void WithoutTheCapabilityItSaysSo()
    {
        Assert.IsTrue(NativeRuntime.Diagnose().Capabilities.Graph);
        using Tensor x = ones(2, dtype: float64).requires_grad_();
        using var off = new SwitchedOff("Graph");
        AutogradException thrown = Assert.ThrowsExactly<AutogradException>(() => Autograd.Graph(x));
        Assert.AreEqual(AutogradError.NotImplemented, thrown.Kind);
        StringAssert.Contains(thrown.Message, "NativeRuntime.Diagnose()");
    }

    [TestMethod]
    public void AGraphOfManyNodesIsWalked()
    {
        ChildProcess.Result child = ChildProcess.Run("deep-graph-seen");
        CollectionAssert.AreEqual(new[] { "200001 nodes, 200000 edges, 1 leaves", "end" }, child.Lines, child.ToString());
    }

    [TestMethod]
    [DataRow("N5torch8autograd9generated12MulBackward0E", "MulBackward0")]
    [DataRow("*N5torch8autograd14AccumulateGradE", "AccumulateGrad")]
    [DataRow("10CSharpNode", "CSharpNode")]
    [DataRow("weird", "weird")]
    [DataRow("99short", "99short")]
    public void NamesAreTakenFromMangledOnes(string mangled, string name) => Assert.AreEqual(name, ClassName.LastOfMangled(mangled));

    [TestMethod]
    [DataRow(".?AUMulBackward0@generated@autograd@torch@@", "MulBackward0")]
    [DataRow(".?AUAccumulateGrad@autograd@torch@@", "AccumulateGrad")]
    [DataRow(".?AUCSharpNode@@", "CSharpNode")]
    [DataRow(".?AV?$CppNode@UMine@@@autograd@torch@@", "CppNode")]
    [DataRow("weird", "weird")]
    [DataRow(".?AU", ".?AU")]
    public void NamesAreTakenFromDecoratedOnes(string decorated, string name) =>
        Assert.AreEqual(name, ClassName.FirstOfDecorated(decorated));

    private static Tensor Leaf() => tensor(2.0, requires_grad: true);
}
