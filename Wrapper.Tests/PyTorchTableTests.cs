using System.Reflection;
using System.Text.RegularExpressions;
using TorchBridge.Tests.Tools;
using TorchSharp;

namespace TorchBridge.Tests;

/// <summary>docs/pytorch.md has a row for each name of PyTorch that is listed, and each C# name in it is there.</summary>
[TestClass]
public sealed partial class PyTorchTableTests
{
    private static readonly string[] s_states = ["yes", "partly", "TorchSharp", "no"];

    /// <summary>Members of the table that are not in the library yet. Delete a line when its member is there; a test says when.</summary>
    private static readonly string[] s_pending =
    [
        "Tensor.RegisterHook",
        "Tensor.RegisterPostAccumulateGradHook",
        "Autograd.RegisterMultiGradHook",
        "Module.RegisterFullBackwardHook",
        "Module.RegisterFullBackwardPreHook",
        "Autograd.SavedTensorHooks",
        "Autograd.SaveOnCpu",
        "Autograd.DisableSavedTensorHooks",
        "Autograd.CheckpointSequential",
        "CustomFunction.Define",
        "FunctionContext.SaveForForward",
        "FunctionContext.MarkDirty",
        "InDims",
        "ProcessGroup.Init",
        "ProcessGroup.NewGroup",
        "ProcessGroup.AllReduce",
        "ProcessGroup.AllReduceAsync",
        "ProcessGroup.Broadcast",
        "ProcessGroup.AllGather",
        "ProcessGroup.Barrier",
        "ProcessGroup.DataParallel",
        "ReduceOp",
        "DataParallel.NoSync",
    ];

    /// <summary>
    /// Rows whose member is there, but not yet the overload that the row is about, with what the overload's declaration will contain.
    /// </summary>
    private static readonly Dictionary<string, string> s_pendingOverloads = new()
    {
        ["torch.func.vmap(out_dims=None)"] = "int? outDim = 0",
        ["torch.func.grad(argnums, has_aux)"] =
            "Transforms.Grad<TAux>(System.Func<TorchSharp.torch.Tensor![]!, (TorchSharp.torch.Tensor!, TAux)>! func, int[]? argnums",
        ["torch.func.grad_and_value(argnums, has_aux)"] =
            "Transforms.GradAndValue<TAux>(System.Func<TorchSharp.torch.Tensor![]!, (TorchSharp.torch.Tensor!, TAux)>! func, int[]? argnums",
        ["torch.func.jacrev(argnums, has_aux)"] =
            "Transforms.JacRev<TAux>(System.Func<TorchSharp.torch.Tensor![]!, (TorchSharp.torch.Tensor![]!, TAux)>! func, int[]? argnums",
        ["torch.func.jacfwd(argnums, has_aux)"] =
            "Transforms.JacFwd<TAux>(System.Func<TorchSharp.torch.Tensor![]!, (TorchSharp.torch.Tensor![]!, TAux)>! func, int[]? argnums",
        ["torch.func.vjp(has_aux)"] = "Transforms.Vjp<TAux>(",
        ["torch.func.jvp(has_aux)"] = "Transforms.Jvp<TAux>(",
        ["torch.func.functional_call(any module and arguments)"] = "Transforms.FunctionalCall<TModule, TOut>(",
        ["torch.func.functional_call(list of dicts)"] = "System.Collections.Generic.IEnumerable<System.Collections.Generic."
            + "IReadOnlyDictionary<string!, TorchSharp.torch.Tensor!>!>! parametersAndBuffers",
        ["several arguments"] = "Transforms.Grad<T1, T2>(",
    };

    private static readonly string[] s_names = File.ReadAllLines(Path.Combine(BuildFacts.Repository, "Wrapper.Tests", "PyTorchNames.txt"));

    private static readonly Row[] s_rows = [.. File.ReadLines(Path.Combine(BuildFacts.Repository, "docs", "pytorch.md"))
        .Select(line => TableRow().Match(line)).Where(match => match.Success)
        .Select(match => new Row(match.Groups["name"].Value, match.Groups["state"].Value, match.Groups["text"].Value.Trim()))];

    private static readonly string[] s_api = [.. new[] { "Shipped", "Unshipped" }.SelectMany(part =>
        File.ReadLines(Path.Combine(BuildFacts.Repository, "Wrapper", $"PublicAPI.{part}.txt")))];

    private sealed record Row(string Name, string State, string Text)
    {
        /// <summary>What stands in backticks: the C# names.</summary>
        public string[] Members => [.. Code().Matches(Text).Select(match => match.Groups["code"].Value)];
    }

    [TestMethod]
    public void EveryNameHasOneRow()
    {
        Assert.IsGreaterThan(200, s_names.Length);
        Assert.AreEqual(string.Join('\n', s_names), string.Join('\n', s_rows.Select(row => row.Name)));
        CollectionAssert.AllItemsAreUnique(s_names);
        int lines = File.ReadLines(Path.Combine(BuildFacts.Repository, "docs", "pytorch.md")).Count(line => line.StartsWith("| `"));
        Assert.AreEqual(lines, s_rows.Length, "a row that the test does not understand");
    }

    [TestMethod]
    public void NoRowIsEmpty()
    {
        foreach (Row row in s_rows)
        {
            CollectionAssert.Contains(s_states, row.State, row.Name);
            if (row.State == "no")
                Assert.IsGreaterThan(5, row.Text.Length, $"{row.Name}: the reason");
            else
                Assert.StartsWith("`", row.Text, $"{row.Name}: a member comes first");
            if (row.State == "partly")
                Assert.Contains("; ", row.Text, $"{row.Name}: what is missing");
        }
    }

    [TestMethod]
    public void EveryMemberIsThere()
    {
        string[] missing = [.. from row in s_rows
                               where !s_pendingOverloads.ContainsKey(row.Name)
                               from member in row.Members
                               where row.State == "TorchSharp" ? !IsInTorchSharp(member) : !IsPending(member) && !IsInApi(member)
                               select $"{row.Name}: {member}"];
        Assert.AreEqual("", string.Join('\n', missing));
    }

    [TestMethod]
    public void WhatIsPendingIsNotThereYet()
    {
        string[] done = [.. s_pending.Where(IsInApi), .. s_pendingOverloads.Where(row => s_api.Any(line =>
            line.Contains(row.Value, StringComparison.Ordinal))).Select(row => row.Key)];
        Assert.AreEqual("", string.Join('\n', done), "it is there: delete it from the list of what is pending");
        foreach (string member in s_pending)
            Assert.IsTrue(s_rows.Any(row => row.Members.Any(each => Is(each, member))), $"no row names {member}");
        foreach (string name in s_pendingOverloads.Keys)
            CollectionAssert.Contains(s_names, name);
    }

    [TestMethod]
    public void TheTestSeesWhatIsNotThere()
    {
        Assert.IsTrue(IsInApi("Autograd.Grad(allowUnused)"));
        Assert.IsFalse(IsInApi("Autograd.Grad(allowUsed)"));
        Assert.IsFalse(IsInApi("Autograd.Gradient"));
        Assert.IsTrue(IsInApi("Tensor.Backward"));
        Assert.IsTrue(IsInApi("GradCheckOptions"));
        Assert.IsTrue(IsInTorchSharp("nn.utils.parameters_to_vector"));
        Assert.IsFalse(IsInTorchSharp("nn.utils.parameters_to_matrix"));
        Assert.IsFalse(IsInTorchSharp("nn.tools.parameters_to_vector"));
    }

    private static bool IsPending(string member) => s_pending.Any(each => Is(member, each));

    /// <summary>Whether a member, which may have arguments, is this one.</summary>
    private static bool Is(string member, string one) => member == one || member.StartsWith($"{one}(", StringComparison.Ordinal);

    /// <summary>A type, or a member of one, or an overload that has all these arguments.</summary>
    private static bool IsInApi(string name)
    {
        Match parts = Member().Match(name);
        if (!parts.Success)
            return false;
        string type = parts.Groups["type"].Value switch
        {
            "Tensor" => "TensorExtensions",
            "Module" => "ModuleExtensions",
            var other => other
        };
        if (!parts.Groups["member"].Success)
            return s_api.Contains($"TorchBridge.{type}");
        var declaration = new Regex($@"^(static |override )*TorchBridge\.{type}\.{parts.Groups["member"].Value}(<[^(]*>)?(\(|\.get|\.set)");
        string[] arguments = parts.Groups["arguments"].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries);
        return s_api.Any(line => declaration.IsMatch(line)
            && arguments.All(argument => Regex.IsMatch(line, $@"[\s\]!?]{argument}( =|,|\))")));
    }

    private static bool IsInTorchSharp(string name)
    {
        string[] path = [.. name.Split('.').SkipWhile(part => part == "torch")];
        Type[] types = [typeof(torch)];
        foreach (string part in path[..^1])
            types = [.. types.SelectMany(type => type.GetNestedTypes()).Where(type => type.Name.Split('`')[0] == part)];
        return types.Any(type => type.GetMember(path[^1], BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static).Length > 0);
    }

    [GeneratedRegex(@"^\| `(?<name>[^`]+)` \| (?<state>\w+) \| (?<text>.+) \|$", RegexOptions.ExplicitCapture)]
    private static partial Regex TableRow();

    [GeneratedRegex("`(?<code>[^`]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Code();

    [GeneratedRegex(@"^(?<type>\w+)(\.(?<member>\w+)(\((?<arguments>[\w, ]*)\))?)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Member();
}
