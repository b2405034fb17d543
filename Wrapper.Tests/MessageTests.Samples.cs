using System.Reflection;
using TorchBridge.Support.Messages;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>The entries of the catalogue, and arguments for them.</summary>
public sealed partial class MessageTests
{
    private static readonly Tensor s_tensor = zeros([2, 3], ScalarType.Float64).DetachFromDisposeScope(),
        s_complex = zeros(1, ScalarType.ComplexFloat64).DetachFromDisposeScope();

    private static readonly nn.Module s_module = nn.Linear(2, 3);

    private static string Kind(Exception? thrown) => thrown switch
    {
        null => "text",
        AutogradException known => $"AutogradException {known.Kind}",
        DistributedException between => $"DistributedException {between.Kind}",
        _ => thrown.GetType().Name,
    };

    private static void ForEach(Action<string, string, Exception?> check)
    {
        foreach (Type kind in s_catalogue)
            foreach ((string name, Exception thrown) in Exceptions(kind))
                check(name, Text(thrown), thrown);
        foreach ((string name, string wayOut) in WaysOut())
            check($"{TextOnly}({name})", TransformMessages.WrongDerivative("Member",
                "LibTorch's derivative of OperationBackward0 gives wrong numbers", wayOut), null);
    }

    /// <summary>The message without the parameter or object name that .NET adds.</summary>
    private static string Text(Exception thrown) => thrown switch
    {
        ArgumentException { ParamName: { } parameter } => thrown.Message[..^$" (Parameter '{parameter}')".Length],
        ObjectDisposedException disposed => thrown.Message[..^$"{Environment.NewLine}Object name: '{disposed.ObjectName}'.".Length],
        _ => thrown.Message,
    };

    private static IEnumerable<MethodInfo> Entries(Type kind) => kind.GetMethods(BindingFlags.Static | BindingFlags.Public)
        .OrderBy(entry => entry.Name, StringComparer.Ordinal);

    private static IEnumerable<(string Name, Exception Thrown)> Exceptions(Type kind) =>
        from entry in Entries(kind)
        where entry.Name != TextOnly
        from arguments in Samples(entry.GetParameters())
        let thrown = (Exception)entry.Invoke(null, arguments)!
        where !thrown.Message.Contains("-1", StringComparison.Ordinal)      // this index is always there
        select (entry.Name, thrown);

    private static IEnumerable<(string Name, string Text)> WaysOut() =>
        from constant in typeof(TransformMessages).GetFields(BindingFlags.Static | BindingFlags.Public)
        orderby constant.Name
        select (constant.Name, (string)constant.GetRawConstantValue()!);

    /// <summary>One list of arguments, and a second if an index may be missing: then there is one tensor instead of a list.</summary>
    private static IEnumerable<object?[]> Samples(ParameterInfo[] parameters)
    {
        yield return Array.ConvertAll(parameters, parameter => Sample(parameter, 1));
        if (Array.Exists(parameters, parameter => parameter.Name == "index"))
            yield return Array.ConvertAll(parameters, parameter => Sample(parameter, -1));
    }

    private static object? Sample(ParameterInfo parameter, int index) => parameter.Name switch
    {
        "api" => "Member",
        "parameter" or "function" => parameter.Name,
        "index" => index,
        "layout" => "Sparse CSR",
        "wayOut" => "Call to_dense() on it first.",
        "output" when parameter.Member.Name == nameof(GraphMessages.NoImplicitComplexGradient) => s_complex,
        _ => SampleOf(parameter.ParameterType, parameter.Name!),
    };

    private static object? SampleOf(Type type, string name)
    {
        if (type == typeof(string))
            return $"<{name}>";
        if (type == typeof(string[]))
            return new[] { "weight", "bias" };
        if (type == typeof(int) || type == typeof(int?))
            return 2;
        if (type == typeof(long))
            return 3L;
        if (type == typeof(long[]))
            return new long[] { 3, 4 };
        if (type == typeof(double))
            return -0.5;
        if (type == typeof(Tensor))
            return s_tensor;
        if (type == typeof(Tensor[]))
            return new[] { s_tensor };
        if (type == typeof(nn.Module))
            return s_module;
        if (type == typeof(Exception))
            return null;
        if (type == typeof(TimeSpan))
            return TimeSpan.FromDays(21);
        return type.IsEnum ? Enum.ToObject(type, 7) : throw new AssertFailedException($"There is no sample of {type} {name}.");
    }
}
