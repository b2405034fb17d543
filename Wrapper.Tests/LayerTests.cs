using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests;

/// <summary>The rules of the architecture, checked in the compiled library and in its sources.</summary>
[TestClass]
public sealed partial class LayerTests
{
    private const string Native = "TorchBridge.Native";

    /// <summary>Which layers a layer may use besides itself. Every layer may use the vocabulary.</summary>
    private static readonly Dictionary<string, string[]> s_mayUse = new()
    {
        ["TorchBridge"] = ["TorchBridge.Operators", "TorchBridge.Support"],
        ["TorchBridge.Operators"] = ["TorchBridge.Engine", "TorchBridge.Support"],
        ["TorchBridge.Engine"] = [Native, "TorchBridge.Support"],
        [Native] = [],
        ["TorchBridge.Support"] = [],
    };

    /// <summary>Public types that lower layers make or read: they have data and no behaviour of their own.</summary>
    private static readonly string[] s_vocabulary =
    [
        "AutogradError", "AutogradException", "GradCheckException", "GradCheckOptions", "AutogradGraph", "AutogradNode", "AutogradEdge",
        "AutogradInput", "VmapRandomness", "VmapInfo", "JacobianStrategy",
        "VmapRandomness", "JacobianStrategy", "MultiGradMode",
        "FunctionContext", "NativeRuntimeReport", "NativeLibraryFile", "NativeCapabilities",
        "ReduceOp", "DistributedError", "DistributedException",
    ];

    /// <summary>The only public class that belongs to the native layer.</summary>
    private static readonly (string From, string To)[] s_exceptions = [("NativeRuntime", Native)];

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
        CollectionAssert.IsSubsetOf(s_mayUse.Keys, s_library.GetTypes().Where(IsOurs).Select(Layer).Distinct().ToArray());

    /// <summary>Files in a cycle can't be understood without each other.</summary>
    [TestMethod]
    public void NoCycleBetweenFiles()
    {
        Dictionary<string, string> files = FileOfEachType();
        var uses = s_library.GetTypes()
            .Where(IsOurs)
            .GroupBy(type => files[Outermost(type).Name.Split('`')[0]])
            .ToDictionary(file => file.Key, file => file.SelectMany(Uses).Where(IsOurs)
                .Select(used => files[Outermost(used).Name.Split('`')[0]]).Where(used => used != file.Key).ToHashSet());
        var reached = uses.Keys.ToDictionary(file => file, file => Reached(file, uses));
        string[] cycles = [.. uses.Keys.Where(file => reached[file].Contains(file))
            .Select(file => string.Join(", ", reached[file].Where(other => reached[other].Contains(file)).Order()))
            .Distinct()];
        Assert.AreEqual("", string.Join('\n', cycles));
    }

    [TestMethod]
    public void OnlyTheNativeLayerCallsNativeCode()
    {
        string[] wrong = [.. s_library.GetTypes()
            .Where(type => Layer(type) != Native)
            .Where(type => type.Methods.Any(method => method.HasPInvokeInfo)
                || Uses(type).Any(used => used.FullName == "System.Runtime.InteropServices.NativeLibrary"))
            .Select(type => type.FullName)];
        Assert.AreEqual("", string.Join('\n', wrong));
    }

    /// <summary>Without this keyword C# code can't use pointers.</summary>
    [TestMethod]
    public void OnlyTheNativeLayerIsUnsafe()
    {
        string[] wrong = [.. Sources().Where(file => Namespace(file) != Native && Unsafe().IsMatch(File.ReadAllText(file)))];
        Assert.AreEqual("", string.Join('\n', wrong));
    }

    [TestMethod]
    public void NamespacesFollowFolders()
    {
        string root = Path.Combine(BuildFacts.Repository, "Wrapper");
        foreach (string file in Sources())
        {
            string folder = Path.GetRelativePath(root, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.');
            // Large parts of the public surface have their own folders, but share the public namespace.
            string expected = folder switch
            {
                "." or "Autograd" or "Transforms" or "Distributed" => "TorchBridge",
                "build" => Native,
                "Polyfills" => "System.Runtime.CompilerServices",
                _ => $"TorchBridge.{folder}"
            };
            Assert.AreEqual(expected, Namespace(file), file);
        }
    }

    [TestMethod]
    public void NoFileIsLong()
    {
        foreach (string file in Sources())
            Assert.IsLessThanOrEqualTo(200, File.ReadLines(file).Count(), file);
    }

    private static IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(Path.Combine(BuildFacts.Repository, "Wrapper"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(BuildFacts.Repository, file).Split(Path.DirectorySeparatorChar)
                .Any(part => part is "obj" or "analyzers" or "templates"));      // those are other programs'

    private static string Namespace(string file) => NamespaceLine().Match(File.ReadAllText(file)).Groups[1].Value;

    /// <summary>
    /// The file of each type that is not nested. The parts of a class that is written in several files count as one.
    /// </summary>
    private static Dictionary<string, string> FileOfEachType()
    {
        var files = new Dictionary<string, string> { ["ElfVersionNeeds"] = "build", ["RelaxElfVersionNeeds"] = "build" };
        foreach (string file in Sources().Order(StringComparer.Ordinal))
            foreach (Match declared in Declaration().Matches(File.ReadAllText(file)))
                files.TryAdd(declared.Groups[1].Value, Path.GetRelativePath(BuildFacts.Repository, file));
        return files;
    }

    private static HashSet<string> Reached(string from, Dictionary<string, HashSet<string>> uses)
    {
        var reached = new HashSet<string>();
        var next = new Stack<string>(uses[from]);
        while (next.TryPop(out string? file))
            if (reached.Add(file))
                foreach (string used in uses[file])
                    next.Push(used);
        return reached;
    }

    private static bool Allowed(TypeReference from, TypeReference to)
    {
        string source = Layer(from), target = Layer(to);
        return source == target
            || s_vocabulary.Contains(Outermost(to).Name)
            || s_mayUse[source].Contains(target)
            || s_exceptions.Contains((Outermost(from).Name, target));
    }

    private static bool IsOurs(TypeReference type) => s_mayUse.ContainsKey(Layer(type));

    /// <summary>The namespace, without the concept in it.</summary>
    private static string Layer(TypeReference type) => string.Join('.', Outermost(type).Namespace.Split('.').Take(2));

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static IEnumerable<TypeReference> Uses(TypeDefinition type)
    {
        IEnumerable<TypeReference?> declared = type.Fields.Select(field => field.FieldType)
            .Concat(type.Methods.SelectMany(method => method.Parameters.Select(parameter => parameter.ParameterType)
                .Append(method.ReturnType)))
            .Concat(type.Interfaces.Select(implemented => implemented.InterfaceType))
            .Append(type.BaseType);
        MethodBody[] bodies = [.. type.Methods.Where(method => method.HasBody).Select(method => method.Body)];
        IEnumerable<TypeReference?> called = bodies.SelectMany(body => body.Instructions).SelectMany(OperandTypes)
            .Concat(bodies.SelectMany(body => body.Variables).Select(variable => variable.VariableType));
        return declared.Concat(called).OfType<TypeReference>().SelectMany(WithArguments);
    }

    private static IEnumerable<TypeReference> WithArguments(TypeReference type) => type is GenericInstanceType generic
        ? generic.GenericArguments.SelectMany(WithArguments).Append(generic.GetElementType())
        : [type.GetElementType()];

    private static IEnumerable<TypeReference?> OperandTypes(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        GenericInstanceMethod method => method.GenericArguments.Append(method.DeclaringType),
        MemberReference member => [member.DeclaringType],
        _ => [],
    };

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^(?:public|internal)(?: \w+)*? (?:class|struct|enum|record|interface|delegate [\w.?]+) (?!struct|class)(\w+)",
        RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\bunsafe\b")]
    private static partial Regex Unsafe();
}
