using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests;

/// <summary>The house's rules, read from the compiled library and from its sources: arrows point down only.</summary>
[TestClass]
public sealed partial class LayerTests
{
    /// <summary>Which layers a layer may use besides itself. Every layer may use the vocabulary.</summary>
    private static readonly Dictionary<string, string[]> s_mayUse = new()
    {
        ["TorchBridge"] = ["TorchBridge.Operators", "TorchBridge.Support"],
        ["TorchBridge.Operators"] = ["TorchBridge.Engine", "TorchBridge.Support"],
        ["TorchBridge.Engine"] = ["TorchBridge.Native", "TorchBridge.Support"],
        ["TorchBridge.Native"] = [],
        ["TorchBridge.Support"] = [],
    };

    /// <summary>Public types that lower layers make or read: they have data and no behaviour of their own.</summary>
    private static readonly string[] s_vocabulary =
        ["AutogradError", "AutogradException", "GradCheckException", "AutogradGraph", "AutogradNode", "AutogradEdge", "VmapRandomness",
            "JacobianStrategy", "FunctionContext", "NativeRuntimeReport", "NativeLibraryFile", "NativeCapabilities"];

    /// <summary>The one public class that is the native layer's own face.</summary>
    private static readonly (string From, string To)[] s_exceptions = [("NativeRuntime", "TorchBridge.Native")];

    private static readonly ModuleDefinition s_library = ModuleDefinition.ReadModule(typeof(Autograd).Assembly.Location);

    [TestMethod]
    public void ArrowsPointDownOnly()
    {
        string[] wrong = [.. s_library.GetTypes()
            .Where(IsOurs)
            .SelectMany(from => Uses(from).Where(IsOurs).Where(to => !Allowed(from, to)).Select(to => $"{from.FullName} -> {to.FullName}"))
            .Distinct()];
        Assert.AreEqual("", string.Join('\n', wrong));
    }

    [TestMethod]
    public void EveryLayerIsInUse() =>
        CollectionAssert.IsSubsetOf(s_mayUse.Keys,
            s_library.GetTypes().Where(IsOurs).Select(type => Outermost(type).Namespace).Distinct().ToArray());

    [TestMethod]
    public void OnlyTheNativeLayerCallsNativeCode()
    {
        string[] wrong = [.. s_library.GetTypes()
            .Where(type => Outermost(type).Namespace != "TorchBridge.Native")
            .Where(type => type.Methods.Any(method => method.HasPInvokeInfo)
                || Uses(type).Any(used => used.FullName == "System.Runtime.InteropServices.NativeLibrary"))
            .Select(type => type.FullName)];
        Assert.AreEqual("", string.Join('\n', wrong));
    }

    [TestMethod]
    public void NamespacesFollowFolders()
    {
        foreach (string file in Sources())
        {
            string folder = Path.GetFileName(Path.GetDirectoryName(file)!);
            string layer = folder switch { "Wrapper" => "TorchBridge", "build" => "TorchBridge.Native", _ => $"TorchBridge.{folder}" };
            string found = Namespace().Match(File.ReadAllText(file)).Groups[1].Value;
            bool vocabulary = folder == "Support" && found == "TorchBridge"
                && s_vocabulary.Contains(Path.GetFileNameWithoutExtension(file));
            Assert.IsTrue(found == layer || vocabulary, $"{file} is in namespace {found}");
        }
    }

    [TestMethod]
    public void NoFileIsLong()
    {
        foreach (string file in Sources())
            Assert.IsLessThanOrEqualTo(300, File.ReadLines(file).Count(), file);
    }

    private static IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(Path.Combine(BuildFacts.Repository, "Wrapper"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static bool Allowed(TypeReference from, TypeReference to)
    {
        TypeReference source = Outermost(from), target = Outermost(to);
        return source.Namespace == target.Namespace
            || s_vocabulary.Contains(target.Name)
            || s_mayUse[source.Namespace].Contains(target.Namespace)
            || s_exceptions.Contains((source.Name, target.Namespace));
    }

    private static bool IsOurs(TypeReference type) => s_mayUse.ContainsKey(Outermost(type).Namespace);

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static IEnumerable<TypeReference> Uses(TypeDefinition type)
    {
        IEnumerable<TypeReference?> declared = type.Fields.Select(field => field.FieldType)
            .Concat(type.Methods.SelectMany(method => method.Parameters.Select(parameter => parameter.ParameterType)
                .Append(method.ReturnType)))
            .Concat(type.Interfaces.Select(implemented => implemented.InterfaceType))
            .Append(type.BaseType);
        IEnumerable<TypeReference?> called = type.Methods
            .Where(method => method.HasBody)
            .SelectMany(method => method.Body.Instructions)
            .Select(OperandType);
        return declared.Concat(called).OfType<TypeReference>().Select(used => used.GetElementType());
    }

    private static TypeReference? OperandType(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => type,
        MemberReference member => member.DeclaringType,
        _ => null,
    };

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
