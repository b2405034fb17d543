using Mono.Cecil;
using Mono.Cecil.Cil;
using TorchSharp;

namespace TorchBridge.Tests;

/// <summary>
/// Some methods of TorchSharp make temporary Scalars and Generators and do not hold them while native code reads them, so a finalizer may
/// free them too early. These tests find the methods in TorchSharp's instructions and check that the library calls none of them.
/// </summary>
[TestClass]
public sealed class TemporariesTests
{
    private static readonly ModuleDefinition s_torchSharp = Read(typeof(torch)), s_library = Read(typeof(Autograd));

    /// <summary>What only makes one, for the caller to hold.</summary>
    private static readonly string[] s_makers = ["ScalarExtensionMethods.ToScalar", "Generator..ctor", "Generator.get_Default"];

    [TestMethod]
    public void TheLibraryCallsNothingThatMakesOne()
    {
        HashSet<string> hazards = Hazards();
        string[] found = [.. Methods(s_library)
            .SelectMany(caller => Called(caller).Where(called => hazards.Contains(Key(called)) && !s_makers.Contains(Name(called)))
            .Select(called => $"{caller.FullName} calls {Key(called)}"))];
        Assert.AreEqual("", string.Join('\n', found));
    }

    [TestMethod]
    public void TheKnownOnesAreAmongThem()
    {
        HashSet<string> hazards = Hazards();
        string[] names = [.. Methods(s_torchSharp).Where(method => hazards.Contains(Key(method))).Select(Name).Distinct()];
        CollectionAssert.IsSubsetOf(
            new[] { "TensorExtensionMethods.ToDouble", "torch.get_rng_state", "torch.set_rng_state", "Tensor.op_Multiply", "Tensor.add",
                "Tensor.square", "Generator.get_Default" }, names);
    }

    /// <summary>The methods that make one, and those that call them.</summary>
    private static HashSet<string> Hazards()
    {
        (string Caller, string Called)[] calls =
            [.. Methods(s_torchSharp).SelectMany(caller => Called(caller).Select(called => (Key(caller), Key(called))))];
        var hazards = new HashSet<string>(Methods(s_torchSharp).SelectMany(Called).Where(Makes).Select(Key));
        int before;
        do
        {
            before = hazards.Count;
            hazards.UnionWith(calls.Where(call => hazards.Contains(call.Called)).Select(call => call.Caller));
        }
        while (hazards.Count > before);
        return hazards;
    }

    private static bool Makes(MethodReference method) =>
        method.Name == ".ctor" && method.DeclaringType.FullName is "TorchSharp.Scalar" or "TorchSharp.torch/Generator";

    private static IEnumerable<MethodDefinition> Methods(ModuleDefinition module) =>
        module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody);

    private static IEnumerable<MethodReference> Called(MethodDefinition method) => method.Body.Instructions
        .Where(instruction => instruction.OpCode.Code is Code.Call or Code.Callvirt or Code.Newobj)
        .Select(instruction => ((MethodReference)instruction.Operand).GetElementMethod());

    private static string Key(MethodReference method) => method.FullName;

    private static string Name(MethodReference method) => $"{method.DeclaringType.Name}.{method.Name}";

    private static ModuleDefinition Read(Type type) => ModuleDefinition.ReadModule(type.Assembly.Location);
}
