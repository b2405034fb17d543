using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace TorchBridge.Analyzers;

/// <summary>TB0006: places where a transformed function awaits, or passes one of its tensors to another thread.</summary>
internal static class Threads
{
    public static IEnumerable<Diagnostic> Find(TransformedFunction function, Flow flow)
    {
        foreach (IOperation operation in function.Code.Body.DescendantsAndSelf())
            if (operation is IAwaitOperation)
                yield return Report(((AwaitExpressionSyntax)operation.Syntax).AwaitKeyword.GetLocation(), "await", function);
            else if (Starts(operation) is { } name && Work(operation).Any(work => Concerns(work, flow)))
                yield return Report(Syntax.Name(operation.Syntax).GetLocation(), name, function);
    }

    private static Diagnostic Report(Location place, string name, TransformedFunction function) =>
        Diagnostic.Create(Rules.Thread, place, name, function.Transform);

    /// <summary>The name of a call that runs code on other threads.</summary>
    private static string? Starts(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod: { ContainingType: { } type } method } => (type.Name, method.Name) switch
        {
            ("Task", "Run") or ("TaskFactory", "StartNew") or ("ThreadPool", _) or ("Parallel", _) or ("ParallelEnumerable", _)
                when type.ContainingNamespace?.ToDisplayString() is "System.Threading" or "System.Threading.Tasks" or "System.Linq" =>
                $"{type.Name}.{method.Name}",
            _ => null,
        },
        IObjectCreationOperation { Type: { Name: "Thread", ContainingNamespace.Name: "Threading" } } => "new Thread",
        _ => null,
    };

    private static IEnumerable<IOperation> Work(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.Arguments.Select(argument => argument.Value),
        IObjectCreationOperation creation => creation.Arguments.Select(argument => argument.Value),
        _ => [],
    };

    /// <summary>Whether the code names a tensor of the function, or is not in the same file.</summary>
    private static bool Concerns(IOperation work, Flow flow) => Syntax.Unwrapped(work) switch
    {
        IMethodReferenceOperation => true,
        { Type.TypeKind: TypeKind.Delegate } and not IAnonymousFunctionOperation => true,
        var plain => flow.Mentions(plain),
    };
}
